package io.whopship.adapter.zip;

import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.MetaJson;
import io.whopship.ports.model.artifact.WranglerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An open zip. Entries are read through one open file, so that the artifact stays what it was when
 * it was opened; the zip library's own {@code ZipFile} opens the path again for each entry, and
 * keeps the buffers of all until it is closed.
 */
final class OpenZip implements OpenArtifact {

  private static final String META_JSON = "meta.json";

  private final BufferedFile file;
  private final CentralDirectory directory;

  private OpenZip(BufferedFile file, CentralDirectory directory) {
    this.file = file;
    this.directory = directory;
  }

  static OpenZip open(Path zip, int maxEntries) throws IOException, UnreadableZipException {
    BufferedFile file = new BufferedFile(zip.toFile());
    try {
      return new OpenZip(file, CentralDirectory.read(file, maxEntries));
    } catch (IOException | UnreadableZipException | RuntimeException e) {
      close(file);
      throw e;
    }
  }

  @Override
  public List<ArtifactEntry> entries() {
    return directory.entries();
  }

  @Override
  public MetaJson meta() {
    return directory.entries()
        .stream()
        .filter(entry -> entry.isFile() && entry.name().equals(META_JSON))
        .findFirst()
        .map(entry -> MetaJsonReader.read(entry, this))
        .orElseGet(MetaJson.Absent::new);
  }

  @Override
  public WranglerConfig wranglerConfig() {
    return new WranglerConfig.Absent();
  }

  @Override
  public @Nullable String nextDeploymentId() {
    return null;
  }

  @Override
  public InputStream read(ArtifactEntry entry) {
    CentralDirectory.Listed listed = directory.listed().get(entry.offset());
    if (listed == null || !listed.entry().equals(entry)) {
      throw new IllegalArgumentException("not an entry of this zip: " + entry);
    }
    return new EntryContent(entry, listed.header(),
        new FileSlice(file, entry.offset(), directory.end().offset()));
  }

  @Override
  public void close() {
    close(file);
  }

  private static void close(BufferedFile file) {
    try {
      file.close();
    } catch (IOException ignored) {
      // It was only read: nothing is lost.
    }
  }
}
