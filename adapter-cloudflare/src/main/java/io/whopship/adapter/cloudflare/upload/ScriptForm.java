package io.whopship.adapter.cloudflare.upload;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.whopship.adapter.cloudflare.api.Content;
import io.whopship.adapter.cloudflare.api.Json;
import io.whopship.ports.model.artifact.WorkerBundle.Module;
import io.whopship.ports.model.artifact.WorkerBundle.ModuleSource;
import io.whopship.ports.model.artifact.WorkerBundle.ModuleType;
import java.util.ArrayList;
import java.util.List;

/** The modules of a worker, read, as they are uploaded. */
final class ScriptForm {

  private final List<Part> parts;

  private ScriptForm(List<Part> parts) {
    this.parts = parts;
  }

  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Part(String name, String type, byte[] content) {}

  static ScriptForm of(List<Module> modules, ArtifactContent content) {
    List<Part> parts = new ArrayList<>();
    for (Module module : modules) {
      byte[] bytes = switch (module.source()) {
        case ModuleSource.Stored(var entry) -> content.read(entry);
        case ModuleSource.Added(String text) -> text.getBytes(UTF_8);
      };
      parts.add(new Part(module.name(), contentType(module.type()),
          module.type() == ModuleType.JSON ? asCommonJs(bytes) : bytes));
    }
    return new ScriptForm(parts);
  }

  /** In a worker that is a module, what is plain JavaScript is a CommonJS module. */
  private static String contentType(ModuleType type) {
    return switch (type) {
      case ES_MODULE -> "application/javascript+module";
      case COMMON_JS, JSON -> "application/javascript";
      case WASM -> "application/wasm";
      case DATA -> "application/octet-stream";
      case TEXT -> "text/plain";
    };
  }

  /**
   * Cloudflare takes no JSON modules. What a CommonJS module exports is what {@code require}
   * answers and what {@code import} has as its default, as it is of JSON.
   */
  private static byte[] asCommonJs(byte[] json) {
    byte[] literal = Json.write(TextNode.valueOf(new String(json, UTF_8)));
    return ("module.exports = JSON.parse(" + new String(literal, UTF_8) + ");\n").getBytes(UTF_8);
  }

  Content with(ObjectNode metadata) {
    Form form = new Form().field("metadata", Json.write(metadata));
    parts.forEach(part -> form.file(part.name(), part.type(), part.content()));
    return form.content();
  }
}
