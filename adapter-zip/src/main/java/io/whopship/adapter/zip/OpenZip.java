package io.whopship.adapter.zip;

import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.MetaJson;
import io.whopship.ports.model.artifact.WranglerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An open zip. Entries are read through one open file, so that the artifact stays what it was when
 * it was opened.
 */
final class OpenZip implements OpenArtifact {

  private static final String META_JSON = "meta.json";

  private final FileBytes file;
  private final List<ArtifactEntry> entries;
  private final Contents contents;

  private OpenZip(FileBytes file, List<ArtifactEntry> entries, Contents contents) {
    this.file = file;
    this.entries = entries;
    this.contents = contents;
  }

  static OpenZip open(Path zip, int maxEntries) throws IOException, UnreadableZipException {
    FileBytes file = new FileBytes(zip.toFile());
    try {
      CentralDirectory directory = CentralDirectory.read(file, maxEntries);
      return new OpenZip(file, directory.entries(), Contents.locate(file, directory));
    } catch (IOException | UnreadableZipException | RuntimeException e) {
      close(file);
      throw e;
    }
  }

  @Override
  public List<ArtifactEntry> entries() {
    return entries;
  }

  @Override
  public MetaJson meta() {
    return entries.stream()
        .filter(entry -> entry.isFile() && entry.name().equals(META_JSON))
        .findFirst()
        .map(entry -> MetaJsonReader.read(entry, this))
        .orElseGet(MetaJson.Absent::new);
  }

  @Override
  public WranglerConfig wranglerConfig() {
    return WranglerConfigReader.read(this);
  }

  @Override
  public Optional<String> nextDeploymentId() {
    return NextDeploymentId.find(this);
  }

  @Override
  public InputStream read(ArtifactEntry entry) {
    Packed packed = contents.of(entry);
    return new EntryContent(packed, file.stream(entry.offset(), packed.end()));
  }

  @Override
  public void close() {
    close(file);
  }

  private static void close(FileBytes file) {
    try {
      file.close();
    } catch (IOException ignored) {
      // It was only read: nothing is lost.
    }
  }
}
