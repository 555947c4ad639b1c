package io.whopship.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.ArtifactReader.Opened;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.ArtifactEntry.Kind;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.artifact.MetaJson;
import io.whopship.ports.model.artifact.Problem;
import io.whopship.ports.model.artifact.RuntimeSettings;
import io.whopship.ports.model.artifact.WorkerBundle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FakeArtifactReaderTest {

  private static final Path ANY = Path.of("any.zip");

  private final FakeArtifactReader reader = new FakeArtifactReader(
      FakeArtifact.helloWorker("v1"));

  private OpenArtifact open() {
    Opened opened = reader.open(ANY, 10);
    assertThat(opened).isInstanceOf(Opened.Ready.class);
    return ((Opened.Ready) opened).artifact();
  }

  private static byte[] read(OpenArtifact artifact, ArtifactEntry entry) throws IOException {
    try (InputStream content = artifact.read(entry)) {
      return content.readAllBytes();
    }
  }

  @Test
  void anyPathIsTheArtifactItHolds() throws IOException {
    MetaJson meta = new MetaJson.Parsed(BuildMetadata.NONE, RuntimeSettings.DEFAULT);
    reader.holds(FakeArtifact.EMPTY.file("a.txt", "abc").special("link", Kind.SYMLINK).meta(meta));

    try (OpenArtifact artifact = open()) {
      assertThat(artifact.entries()).extracting(ArtifactEntry::name)
          .containsExactly("a.txt", "link");
      assertThat(artifact.entries()).extracting(ArtifactEntry::kind)
          .containsExactly(Kind.FILE, Kind.SYMLINK);
      assertThat(read(artifact, artifact.entries().getFirst())).asString().isEqualTo("abc");
      assertThat(artifact.meta()).isEqualTo(meta);
    }
  }

  @Test
  void noPathCanBeReadUntilItHoldsAnotherArtifact() {
    Problem problem = new Problem("not-a-zip", null, "This is no zip.");
    reader.isUnreadable(problem);
    assertThat(reader.open(ANY, 10)).isEqualTo(new Opened.Unreadable(problem));

    reader.holds(FakeArtifact.EMPTY);

    assertThat(reader.open(ANY, 10)).isInstanceOf(Opened.Ready.class);
  }

  @Test
  void tooManyEntriesAreRefused() {
    assertThat(reader.open(ANY, 3)).isInstanceOf(Opened.Ready.class);
    assertThat(reader.open(ANY, 2)).isInstanceOf(Opened.Unreadable.class);
  }

  @Test
  void itCountsWhatIsOpen() {
    OpenArtifact first = open();
    OpenArtifact second = open();
    assertThat(reader.openCount()).isEqualTo(2);

    first.close();
    first.close();
    second.close();

    assertThat(reader.openCount()).isZero();
  }

  @Test
  void aClosedArtifactCannotBeRead() {
    OpenArtifact artifact = open();
    artifact.close();

    assertThatThrownBy(() -> read(artifact, artifact.entries().getFirst()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anEntryThatLiesAboutItsSizeFails() {
    for (int claimed : List.of(2, 4)) {
      ArtifactEntry liar = new ArtifactEntry("a", Kind.FILE, claimed, claimed, false, 0);
      reader.holds(FakeArtifact.EMPTY.entry(liar, new byte[3]));

      assertThatThrownBy(() -> read(open(), liar)).isInstanceOf(IOException.class)
          .hasMessageContaining("entry a");
    }
  }

  @Test
  void itsBundleBeginsWithTheEntryPoint() {
    WorkerBundle bundle = FakeArtifact.EMPTY
        .file("open-next/worker/lib.mjs", "")
        .file("open-next/worker/index.js", "")
        .file("open-next/assets/a/b.css", "")
        .file("other.txt", "")
        .bundle();

    assertThat(bundle.modules()).extracting(WorkerBundle.Module::name)
        .containsExactly("index.js", "lib.mjs");
    assertThat(bundle.assets()).extracting(WorkerBundle.Asset::path).containsExactly("/a/b.css");
  }
}
