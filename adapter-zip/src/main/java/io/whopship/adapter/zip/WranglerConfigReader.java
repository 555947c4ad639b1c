package io.whopship.adapter.zip;

import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.WranglerConfig;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the wrangler configuration of an artifact, and turns it into what it says. */
final class WranglerConfigReader {

  /** In the order in which they count. */
  private static final List<String> NAMES = Stream.of("", "open-next/", ".open-next/")
      .flatMap(folder -> Stream.of("wrangler.json", "wrangler.jsonc", "wrangler.toml")
          .map(folder::concat))
      .toList();

  private WranglerConfigReader() {}

  static WranglerConfig read(OpenArtifact artifact) {
    ArtifactEntry entry = find(artifact);
    return entry == null ? new WranglerConfig.Absent() : read(entry, artifact);
  }

  private static @Nullable ArtifactEntry find(OpenArtifact artifact) {
    return artifact.entries()
        .stream()
        .filter(entry -> entry.isFile() && NAMES.contains(entry.name()))
        .min(Comparator.comparingInt(entry -> NAMES.indexOf(entry.name())))
        .orElse(null);
  }

  private static WranglerConfig read(ArtifactEntry entry, OpenArtifact artifact) {
    Document language = entry.name().endsWith(".toml")
        ? Document.TOML
        : Document.JSON_WITH_COMMENTS;
    try {
      JsonMember root = language.read(entry, artifact);
      return new WranglerConfig.Parsed(entry.name(), RuntimeMembers.ofWrangler(root),
          PassedOver.of(root));
    } catch (MalformedDocumentException e) {
      return new WranglerConfig.Malformed(entry.name(), e.reason());
    } catch (IllegalArgumentException e) {
      return new WranglerConfig.Malformed(entry.name(),
          OneLine.of(String.valueOf(e.getMessage())));
    }
  }
}
