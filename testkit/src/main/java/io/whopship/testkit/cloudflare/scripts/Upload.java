package io.whopship.testkit.cloudflare.scripts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.testkit.cloudflare.rest.Ask;
import io.whopship.testkit.cloudflare.rest.Json;
import io.whopship.testkit.cloudflare.rest.RefusedException;
import io.whopship.testkit.http.Part;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The form by which a script comes: metadata, and a part for each module.
 *
 * @param text the metadata as it came
 */
record Upload(ObjectNode metadata, String text, List<Part> modules) {

  /** A worker that contains it throws at its start. */
  static final String MARKER = "__fake_10021__";

  private static final int MOST_TAGS = 8;

  Upload {
    modules = List.copyOf(modules);
  }

  static Upload read(Ask ask, long largest) {
    List<Part> parts = ask.parts();
    String text = parts.stream()
        .filter(part -> part.name().equals("metadata"))
        .findFirst()
        .map(Part::text)
        .orElseThrow(() -> malformed("the form has no part 'metadata'"));
    if (!(Json.parse(text.getBytes(StandardCharsets.UTF_8))
        .orElse(null) instanceof ObjectNode metadata)) {
      throw malformed("the part 'metadata' is not a JSON object");
    }
    Upload upload = new Upload(metadata, text,
        parts.stream().filter(part -> !part.name().equals("metadata")).toList());
    upload.checkModules();
    upload.checkSize(largest);
    upload.checkTags();
    return upload;
  }

  private static RefusedException malformed(String what) {
    return new RefusedException(400, 10026, "Could not parse the request body: " + what + ".");
  }

  /** Empty for a script that has nothing but assets. */
  String mainModule() {
    return metadata.path("main_module").asText(metadata.path("body_part").asText(""));
  }

  /** The same for the same metadata and modules. */
  String etag() {
    StringBuilder all = new StringBuilder(text);
    modules.stream().map(Part::sha256).forEach(all::append);
    return UUID.nameUUIDFromBytes(all.toString().getBytes(StandardCharsets.UTF_8))
        .toString()
        .replace("-", "");
  }

  private void checkModules() {
    String main = mainModule();
    if (main.isEmpty() && modules.isEmpty() && metadata.has("assets")) {
      return;
    }
    if (main.isEmpty()) {
      throw new RefusedException(400, 10021,
          "The metadata must have 'main_module' or 'body_part'.");
    }
    if (modules.stream().noneMatch(part -> part.name().equals(main))) {
      throw new RefusedException(400, 10021, "No such module \"" + main + "\".");
    }
    if (modules.stream().anyMatch(part -> isText(part) && part.text().contains(MARKER))) {
      throw new RefusedException(400, 10021,
          "Uncaught Error: " + MARKER + "\n  at " + main + ":1:1");
    }
  }

  private static boolean isText(Part part) {
    String type = part.contentType().orElse("");
    return type.contains("javascript") || type.startsWith("text/");
  }

  private void checkSize(long largest) {
    long size = modules.stream()
        .filter(part -> !part.contentType().orElse("").equals("application/source-map"))
        .mapToLong(Part::size)
        .sum();
    if (size > largest) {
      throw new RefusedException(413, 10027, "Your Worker exceeded the size limit of "
          + (largest >> 20) + " MiB. It has " + size + " bytes.");
    }
  }

  /** The code is not confirmed. */
  private void checkTags() {
    List<String> tags = new ArrayList<>();
    metadata.path("tags").forEach(tag -> tags.add(tag.asText()));
    checkTags(tags);
  }

  static void checkTags(List<String> tags) {
    if (tags.size() > MOST_TAGS) {
      throw new RefusedException(400, 10026,
          "A script may have " + MOST_TAGS + " tags, but there are " + tags.size() + ".");
    }
    for (String tag : tags) {
      if (tag.contains(",") || tag.contains("&")) {
        throw new RefusedException(400, 10026,
            "A tag has no ',' and no '&', but '" + tag + "' has.");
      }
    }
  }

  /** Whether some module speaks of a class. */
  boolean mentions(String className) {
    return modules.stream().anyMatch(part -> isText(part) && part.text().contains(className));
  }

  List<JsonNode> bindings() {
    List<JsonNode> bindings = new ArrayList<>();
    metadata.path("bindings").forEach(bindings::add);
    return bindings;
  }
}
