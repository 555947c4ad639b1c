package io.whopship.adapter.zip;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.ArtifactReader.Opened;
import io.whopship.ports.model.artifact.Problem;
import io.whopship.testkit.hostile.RawEntry;
import io.whopship.testkit.hostile.RawZip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** What the reader's tests share: bytes in, an open artifact or a problem out. */
abstract class OpenZips {

  static final int MAX_ENTRIES = 100;

  private final Path directory;
  private final List<OpenArtifact> open = new ArrayList<>();

  OpenZips(@TempDir Path directory) {
    this.directory = directory;
  }

  Path file(byte[] zip) throws IOException {
    return Files.write(Files.createTempFile(directory, "artifact", ".zip"), zip);
  }

  OpenArtifact open(byte[] zip) throws IOException {
    Opened opened = new ZipArtifactReader().open(file(zip), MAX_ENTRIES);
    assertThat(opened).isInstanceOf(Opened.Ready.class);
    OpenArtifact artifact = ((Opened.Ready) opened).artifact();
    open.add(artifact);
    return artifact;
  }

  OpenArtifact open(RawEntry... entries) throws IOException {
    return open(RawZip.of(entries).bytes());
  }

  Problem problemOf(byte[] zip) throws IOException {
    Opened opened = new ZipArtifactReader().open(file(zip), MAX_ENTRIES);
    assertThat(opened).isInstanceOf(Opened.Unreadable.class);
    return ((Opened.Unreadable) opened).problem();
  }

  Problem problemOf(RawZip zip) throws IOException {
    return problemOf(zip.bytes());
  }

  @AfterEach
  void closeAll() {
    open.forEach(OpenArtifact::close);
  }
}
