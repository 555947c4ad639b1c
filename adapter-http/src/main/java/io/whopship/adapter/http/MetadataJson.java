package io.whopship.adapter.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.artifact.Checksum;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a caller says of a build. Members that the API does not know are kept if they are texts. */
final class MetadataJson {

  private static final String MEMBER = "metadata";
  private static final Set<String> KNOWN = Set.of("nextVersion", "opennextVersion",
      "wranglerVersion", "nodeVersion", "buildTime", "checksum");

  private MetadataJson() {}

  /** From the member of this name. */
  static BuildMetadata read(JsonBody body) {
    JsonBody metadata = body.objectIfPresent(MEMBER);
    if (metadata == null) {
      return BuildMetadata.NONE;
    }
    String nextVersion = metadata.textIfPresent("nextVersion");
    String opennextVersion = metadata.textIfPresent("opennextVersion");
    String wranglerVersion = metadata.textIfPresent("wranglerVersion");
    String nodeVersion = metadata.textIfPresent("nodeVersion");
    Long buildTime = metadata.numberIfPresent("buildTime");
    Checksum checksum = metadata.valueIfPresent("checksum", Checksum::new);
    Map<String, String> other = metadata.textsExcept(KNOWN);
    return body.checked(MEMBER, () -> new BuildMetadata(nextVersion, opennextVersion,
        wranglerVersion, nodeVersion, buildTime, checksum, other));
  }

  /** Adds it as a member of this name, unless there is nothing to say. */
  static void write(BuildMetadata metadata, ObjectNode to) {
    if (metadata.equals(BuildMetadata.NONE)) {
      return;
    }
    ObjectNode json = to.putObject(MEMBER);
    putIfKnown(json, "nextVersion", metadata.nextVersion());
    putIfKnown(json, "opennextVersion", metadata.opennextVersion());
    putIfKnown(json, "wranglerVersion", metadata.wranglerVersion());
    putIfKnown(json, "nodeVersion", metadata.nodeVersion());
    if (metadata.buildTime() != null) {
      json.put("buildTime", metadata.buildTime());
    }
    putIfKnown(json, "checksum", metadata.checksum());
    metadata.other().forEach(json::put);
  }

  private static void putIfKnown(ObjectNode json, String member, @Nullable Object value) {
    if (value != null) {
      json.put(member, value.toString());
    }
  }
}
