package io.whopship.adapter.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.artifact.Checksum;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Build metadata, and other maps of texts, as stored. Members without a value are left out. */
final class MetadataJson {

  private MetadataJson() {}

  static String write(BuildMetadata metadata) {
    ObjectNode node = Json.object();
    put(node, "nextVersion", metadata.nextVersion());
    put(node, "opennextVersion", metadata.opennextVersion());
    put(node, "wranglerVersion", metadata.wranglerVersion());
    put(node, "nodeVersion", metadata.nodeVersion());
    if (metadata.buildTime() != null) {
      node.put("buildTime", metadata.buildTime());
    }
    Checksum checksum = metadata.checksum();
    put(node, "checksum", checksum == null ? null : checksum.text());
    node.set("other", texts(metadata.other()));
    return node.toString();
  }

  static BuildMetadata read(JsonNode node) {
    String checksum = textIfAny(node, "checksum");
    return new BuildMetadata(textIfAny(node, "nextVersion"), textIfAny(node, "opennextVersion"),
        textIfAny(node, "wranglerVersion"), textIfAny(node, "nodeVersion"),
        node.has("buildTime") ? node.required("buildTime").longValue() : null,
        checksum == null ? null : new Checksum(checksum), texts(node.required("other")));
  }

  static ObjectNode texts(Map<String, String> values) {
    ObjectNode node = Json.object();
    values.forEach(node::put);
    return node;
  }

  static Map<String, String> texts(JsonNode node) {
    Map<String, String> values = new TreeMap<>();
    node.fieldNames().forEachRemaining(name -> values.put(name, Json.text(node, name)));
    return values;
  }

  private static void put(ObjectNode node, String member, @Nullable String text) {
    if (text != null) {
      node.put(member, text);
    }
  }

  private static @Nullable String textIfAny(JsonNode node, String member) {
    return node.has(member) ? Json.text(node, member) : null;
  }
}
