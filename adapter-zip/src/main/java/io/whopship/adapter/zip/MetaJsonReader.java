package io.whopship.adapter.zip;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.artifact.MetaJson;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Turns a {@code meta.json} into what it says. */
final class MetaJsonReader {

  /** Members that are not the sender's own. The checksum of a zip within it cannot be right. */
  private static final Set<String> KNOWN = Set.of("nextVersion", "opennextVersion",
      "wranglerVersion", "nodeVersion", "buildTime", "checksum", "runtime");

  private MetaJsonReader() {}

  static MetaJson read(ArtifactEntry entry, OpenArtifact artifact) {
    try {
      JsonMember root = Document.JSON.read(entry, artifact);
      return new MetaJson.Parsed(build(root), RuntimeMembers.ofMetaJson(root.member("runtime")));
    } catch (MalformedDocumentException e) {
      return new MetaJson.Malformed(e.reason());
    } catch (IllegalArgumentException e) {
      return new MetaJson.Malformed(OneLine.of(String.valueOf(e.getMessage())));
    }
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
