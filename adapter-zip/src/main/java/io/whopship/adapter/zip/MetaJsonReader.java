package io.whopship.adapter.zip;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.artifact.MetaJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Turns a {@code meta.json} into what it says. Reasons do not name the file: whoever shows them
 * does.
 */
final class MetaJsonReader {

  private static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_DEPTH = 16;

  /** Members that are not the sender's own. The checksum of a zip within it cannot be right. */
  private static final Set<String> KNOWN = Set.of("nextVersion", "opennextVersion",
      "wranglerVersion", "nodeVersion", "buildTime", "checksum", "runtime");

  private static final ObjectReader JSON = JsonMapper
      .builder(JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build())
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build()
      .reader();

  /** Where Jackson speaks of itself: its source, its classes, its settings. */
  private static final Pattern INSIDE_JACKSON = Pattern.compile(" ?[:(][^:(]*(`|\\[Source: ).*",
      Pattern.DOTALL);

  private MetaJsonReader() {}

  static MetaJson read(ArtifactEntry entry, OpenArtifact artifact) {
    if (entry.size() > MAX_BYTES) {
      return malformed("has " + entry.size() + " bytes, the limit is " + MAX_BYTES);
    }
    try (InputStream content = artifact.read(entry)) {
      return parse(content.readAllBytes());
    } catch (CorruptEntryException e) {
      return malformed(e.fault());
    } catch (IOException e) {
      return malformed("cannot be read: " + e.getMessage());
    }
  }

  private static MetaJson parse(byte[] text) throws IOException {
    try {
      JsonMember root = JsonMember.root(JSON.readTree(text));
      return new MetaJson.Parsed(build(root), RuntimeMembers.read(root.member("runtime")));
    } catch (JsonProcessingException e) {
      return malformed("is not valid JSON" + place(e) + ": " + message(e));
    } catch (IllegalArgumentException e) {
      return malformed(String.valueOf(e.getMessage()));
    }
  }

  private static MetaJson malformed(String reason) {
    return new MetaJson.Malformed(OneLine.of(reason));
  }

  private static String place(JsonProcessingException e) {
    JsonLocation location = e.getLocation();
    return location == null
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  private static String message(JsonProcessingException e) {
    return INSIDE_JACKSON.matcher(e.getOriginalMessage()).replaceFirst("");
  }

  private static BuildMetadata build(JsonMember root) {
    Map<String, String> other = new HashMap<>();
    for (Map.Entry<String, JsonNode> member : root.properties()) {
      if (!KNOWN.contains(member.getKey()) && member.getValue().isTextual()) {
        other.put(member.getKey(), member.getValue().textValue());
      }
    }
    return new BuildMetadata(root.member("nextVersion").text(),
        root.member("opennextVersion").text(), root.member("wranglerVersion").text(),
        root.member("nodeVersion").text(), root.member("buildTime").wholeNumber(), null, other);
  }
}
