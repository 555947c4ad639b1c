package io.whopship.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The API's own document: what is not as it says is wrong, here or there. */
final class ApiDocument {

  private static final String ID = "https://api.test/openapi.yaml";
  static final String BETWEEN_SERVERS = "/peer/";
  private static final ApiDocument OURS = read();

  private final JsonNode root;
  private final JsonSchemaFactory schemas;
  private final Map<String, JsonSchema> read = new ConcurrentHashMap<>();

  private ApiDocument(String text) throws IOException {
    this.root = new YAMLMapper().readTree(text);
    this.schemas = JsonSchemaFactory.getInstance(VersionFlag.V202012,
        factory -> factory.schemaLoaders(loaders -> loaders.schemas(Map.of(ID, text))));
  }

  private static ApiDocument read() {
    try (InputStream in = Objects.requireNonNull(
        HttpApi.class.getResourceAsStream("openapi.yaml"))) {
      return new ApiDocument(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ApiDocument ours() {
    return OURS;
  }

  /** Such as {@code GET /apps/{id}}. */
  Set<String> routes() {
    Set<String> routes = new TreeSet<>();
    root.path("paths")
        .properties()
        .forEach(path -> path.getValue()
            .fieldNames()
            .forEachRemaining(method -> routes.add(method.toUpperCase(Locale.ROOT) + " "
                + path.getKey())));
    routes.removeIf(route -> route.startsWith("PARAMETERS "));
    return routes;
  }

  /** Sees that an answer is one of those that the document has for the call. */
  void check(String method, String path, Api.Reply reply) {
    if (path.startsWith(BETWEEN_SERVERS)) {
      return;
    }
    // What a GET answers, without its body.
    String documented = method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT);
    Optional<String> template = template(path);
    String operation = template
        .map(found -> "/paths/" + escaped(found) + "/" + documented)
        .orElse("");
    if (template.isEmpty() || root.at(operation).isMissingNode()) {
      assertThat(reply.status()).as("not in the document: %s %s", method, path)
          .isGreaterThanOrEqualTo(400);
      return;
    }
    String answer = resolved(operation + "/responses/" + reply.status());
    assertThat(root.at(answer).isMissingNode())
        .as("the document has no %d for %s %s: %s", reply.status(), method, template.get(),
            reply.text())
        .isFalse();
    checkBody(method + " " + template.get(), answer, reply);
  }

  private void checkBody(String call, String answer, Api.Reply reply) {
    if (reply.text().isEmpty()) {
      return;
    }
    String type = reply.header("Content-Type").split(";", 2)[0];
    String content = answer + "/content/" + escaped(type);
    assertThat(root.at(content).isMissingNode())
        .as("the document has no %s for %d of %s", type, reply.status(), call)
        .isFalse();
    if (type.equals("application/json") || type.equals("application/problem+json")) {
      assertThat(schema(content + "/schema").validate(reply.json()))
          .as("%d of %s: %s", reply.status(), call, reply.text())
          .isEmpty();
    }
  }

  private JsonSchema schema(String pointer) {
    return read.computeIfAbsent(pointer, at -> schemas.getSchema(
        SchemaLocation.of(ID + "#" + at),
        SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build()));
  }

  private String resolved(String pointer) {
    String reference = root.at(pointer).path("$ref").textValue();
    return reference == null ? pointer : reference.substring(1);
  }

  private Optional<String> template(String path) {
    return root.path("paths")
        .properties()
        .stream()
        .map(Map.Entry::getKey)
        .filter(candidate -> path.matches(candidate.equals("/uploads/{key}")
            ? "/uploads/.+"
            : candidate.replace(".", "[.]").replaceAll("\\{[^}]+}", "[^/]+")))
        // One that is spelt out goes before one with a parameter there.
        .min((one, other) -> Integer.compare(parameters(one), parameters(other)));
  }

  private static int parameters(String template) {
    return template.split("\\{", -1).length;
  }

  private static String escaped(String segment) {
    return segment.replace("~", "~0").replace("/", "~1");
  }
}
