package io.whopship.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import io.whopship.ports.driven.ArtifactReader;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.ArtifactEntry.Kind;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.artifact.MetaJson;
import io.whopship.ports.model.artifact.Problem;
import io.whopship.ports.model.artifact.WranglerConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The least that reads a small zip by its specification. It is here to show that the contract of
 * readers can be kept, and that it notices where one does not keep it.
 */
final class PlainArtifactReader implements ArtifactReader {

  private static final int END_LENGTH = 22;
  private static final int END = 0x06054b50;
  private static final int CENTRAL_HEADER = 0x02014b50;

  @Override
  public Opened open(Path zip, int maxEntries) {
    try {
      byte[] content = Files.readAllBytes(zip);
      ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
      int end = bytes.capacity() - END_LENGTH;
      if (end < 0 || bytes.getInt(end) != END) {
        return unreadable("not-a-zip", "The file has no end of a zip");
      }
      int count = Short.toUnsignedInt(bytes.getShort(end + 10));
      if (count > maxEntries) {
        return unreadable("too-many-entries", count + " entries, at most " + maxEntries);
      }
      return new Opened.Ready(new Open(content, bytes, bytes.getInt(end + 16), count));
    } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException e) {
      return unreadable("truncated", "The zip cannot be read: " + e);
    }
  }

  private static Opened unreadable(String rule, String message) {
    return new Opened.Unreadable(new Problem(rule, null, message));
  }

  private static final class Open implements OpenArtifact {

    private record Packed(int method, int crc) {}

    private final byte[] bytes;
    private final ByteBuffer zip;
    private final List<ArtifactEntry> entries = new ArrayList<>();
    private final Map<ArtifactEntry, Packed> packed = new HashMap<>();

    Open(byte[] bytes, ByteBuffer zip, int directory, int count) {
      this.bytes = bytes;
      this.zip = zip;
      int at = directory;
      for (int i = 0; i < count; i++) {
        if (zip.getInt(at) != CENTRAL_HEADER) {
          throw new IllegalArgumentException("no entry at " + at);
        }
        int nameLength = zip.getShort(at + 28);
        String name = new String(bytes, at + 46, nameLength, UTF_8);
        int mode = zip.get(at + 5) == 3 ? zip.getInt(at + 38) >>> 28 : 0;
        ArtifactEntry entry = new ArtifactEntry(name, kind(name, mode), zip.getInt(at + 24),
            zip.getInt(at + 20), (zip.getShort(at + 8) & 1) != 0, zip.getInt(at + 42));
        entries.add(entry);
        packed.put(entry, new Packed(zip.getShort(at + 10), zip.getInt(at + 16)));
        at += 46 + nameLength + zip.getShort(at + 30) + zip.getShort(at + 32);
      }
    }

    private static Kind kind(String name, int mode) {
      return switch (mode) {
        case 0, 8 -> name.endsWith("/") ? Kind.DIRECTORY : Kind.FILE;
        case 4 -> Kind.DIRECTORY;
        case 10 -> Kind.SYMLINK;
        default -> Kind.SPECIAL;
      };
    }

    @Override
    public List<ArtifactEntry> entries() {
      return List.copyOf(entries);
    }

    @Override
    public WranglerConfig wranglerConfig() {
      return new WranglerConfig.Absent();
    }

    @Override
    public Optional<String> nextDeploymentId() {
      return Optional.empty();
    }

    @Override
    public InputStream read(ArtifactEntry entry) {
      Packed how = packed.get(entry);
      if (how == null) {
        throw new IllegalStateException("no entry of this artifact: " + entry);
      }
      int local = (int) entry.offset();
      int content = local + 30 + zip.getShort(local + 26) + zip.getShort(local + 28);
      InputStream raw = new ByteArrayInputStream(bytes, content, (int) entry.packedSize());
      return new WithChecksum(
          new ClaimedStream(entry, how.method() == 0
              ? raw
              : new InflaterInputStream(raw, new Inflater(true))),
          how.crc());
    }

    @Override
    public MetaJson meta() {
      for (ArtifactEntry entry : entries) {
        if (entry.name().equals("meta.json")) {
          try (InputStream content = read(entry)) {
            return parse(new ObjectMapper().readTree(content));
          } catch (JacksonException | IllegalArgumentException e) {
            return new MetaJson.Malformed(String.valueOf(e.getMessage()));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      }
      return new MetaJson.Absent();
    }

    private static MetaJson parse(JsonNode json) {
      if (!json.isObject()) {
        throw new IllegalArgumentException("no object, but " + json.getNodeType());
      }
      Map<String, String> other = new HashMap<>();
      for (Map.Entry<String, JsonNode> member : json.properties()) {
        switch (member.getKey()) {
          case "nextVersion", "opennextVersion", "wranglerVersion", "nodeVersion" ->
            require(member, JsonNodeType.STRING);
          case "buildTime" -> require(member, JsonNodeType.NUMBER);
          case "checksum" -> {
          }
          default -> other.put(member.getKey(), member.getValue().asText());
        }
      }
      JsonNode buildTime = json.get("buildTime");
      return new MetaJson.Parsed(new BuildMetadata(text(json, "nextVersion"),
          text(json, "opennextVersion"), text(json, "wranglerVersion"), text(json, "nodeVersion"),
          buildTime == null ? null : buildTime.longValue(), null, other), null);
    }

    private static void require(Map.Entry<String, JsonNode> member, JsonNodeType type) {
      if (member.getValue().getNodeType() != type) {
        throw new IllegalArgumentException(member.getKey() + " is no " + type);
      }
    }

    private static @Nullable String text(JsonNode json, String member) {
      return json.has(member) ? json.get(member).textValue() : null;
    }

    @Override
    public void close() {}
  }

  /** Fails at the end of content that is not what it was. */
  private static final class WithChecksum extends CheckedInputStream {

    private final int expected;

    WithChecksum(InputStream content, int expected) {
      super(content, new CRC32());
      this.expected = expected;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = super.read(buffer, offset, length);
      if (count < 0 && (int) getChecksum().getValue() != expected) {
        throw new IOException("the content is not what it was");
      }
      return count;
    }
  }
}
