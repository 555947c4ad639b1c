package io.whopship.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driven.ArtifactReader;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.ArtifactReader.Opened;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.ArtifactEntry.Kind;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.artifact.MetaJson;
import io.whopship.testkit.ArtifactZip;
import io.whopship.testkit.ArtifactZips;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link ArtifactReader} promises. */
public abstract class ArtifactReaderContract {

  private static final int MANY = 1000;

  @TempDir
  Path directory;

  private ArtifactReader reader;

  protected abstract ArtifactReader open() throws Exception;

  @BeforeEach
  void openReader() throws Exception {
    reader = open();
  }

  private Opened open(byte[] zip, int maxEntries) throws IOException {
    return reader.open(Files.write(directory.resolve("artifact.zip"), zip), maxEntries);
  }

  private OpenArtifact opened(byte[] zip) throws IOException {
    Opened opened = open(zip, MANY);
    assertThat(opened).isInstanceOf(Opened.Ready.class);
    return ((Opened.Ready) opened).artifact();
  }

  private ArtifactEntry onlyEntry(byte[] zip) throws IOException {
    try (OpenArtifact artifact = opened(zip)) {
      assertThat(artifact.entries()).hasSize(1);
      return artifact.entries().getFirst();
    }
  }

  private void assertUnreadable(Opened opened) {
    assertThat(opened).isInstanceOfSatisfying(Opened.Unreadable.class, unreadable -> {
      assertThat(unreadable.problem().rule()).matches("[a-z][a-z0-9-]+");
      assertThat(unreadable.problem().message()).isNotBlank();
    });
  }

  private static String text(OpenArtifact artifact, ArtifactEntry entry) throws IOException {
    try (InputStream content = artifact.read(entry)) {
      return new String(content.readAllBytes(), UTF_8);
    }
  }

  @Nested
  class Opening {

    @Test
    void listsEntriesInTheOrderOfTheDirectory() throws IOException {
      try (OpenArtifact artifact = opened(ArtifactZips.helloWorker("v1").bytes())) {
        assertThat(artifact.entries()).extracting(ArtifactEntry::name)
            .containsExactly(
                "open-next/worker/index.js", "open-next/assets/logo.png",
                "open-next/assets/about.html", "open-next/assets/_next/static/app.css",
                "meta.json");
      }
    }

    @Test
    void anEmptyZipHasNoEntries() throws IOException {
      try (OpenArtifact artifact = opened(ArtifactZip.empty().bytes())) {
        assertThat(artifact.entries()).isEmpty();
        assertThat(artifact.meta()).isEqualTo(new MetaJson.Absent());
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../escape.txt", "a/../../b", "/absolute", "C:\\drive", "a\\b", "a//b",
        "./a", "größer 🚢.txt", "a\nb", " ", "UPPER.txt"})
    void namesAreAsWritten(String name) throws IOException {
      assertThat(onlyEntry(ArtifactZip.empty().entry(name, "x").bytes()).name()).isEqualTo(name);
    }

    @Test
    void anEntryMakesItsClaims() throws IOException {
      byte[] zip = ArtifactZip.empty().entry("a.txt", "x".repeat(10_000)).bytes();

      ArtifactEntry entry = onlyEntry(zip);

      assertThat(entry.kind()).isEqualTo(Kind.FILE);
      assertThat(entry.size()).isEqualTo(10_000);
      assertThat(entry.packedSize()).isBetween(1L, 200L);
      assertThat(entry.encrypted()).isFalse();
    }

    @Test
    void anEntrySaysWhereItStarts() throws IOException {
      byte[] zip = ArtifactZips.helloWorker("v1").bytes();

      try (OpenArtifact artifact = opened(zip)) {
        assertThat(artifact.entries().getFirst().offset()).isZero();
        for (ArtifactEntry entry : artifact.entries()) {
          int offset = (int) entry.offset();
          assertThat(Arrays.copyOfRange(zip, offset, offset + 4))
              .isEqualTo("PK\3\4".getBytes(UTF_8));
        }
        assertThat(artifact.entries()).extracting(ArtifactEntry::offset).doesNotHaveDuplicates();
      }
    }

    @Test
    void aTrailingSlashMakesADirectory() throws IOException {
      assertThat(onlyEntry(ArtifactZip.empty().entry("assets/", "").bytes()).kind())
          .isEqualTo(Kind.DIRECTORY);
    }

    @ParameterizedTest
    @CsvSource({"0100644, FILE", "0100755, FILE", "0120777, SYMLINK", "0010644, SPECIAL",
        "0060644, SPECIAL", "0140644, SPECIAL"})
    void theModeOfUnixSaysWhatAnEntryIs(String mode, Kind kind) throws IOException {
      byte[] zip = ArtifactZip.empty().entry("a", "target").bytes();

      assertThat(onlyEntry(new PatchedZip(zip).mode("a", Integer.parseInt(mode, 8)).bytes()).kind())
          .isEqualTo(kind);
    }

    @Test
    void anEncryptedEntrySaysSo() throws IOException {
      byte[] zip = ArtifactZip.empty().entry("a", "secret").bytes();

      assertThat(onlyEntry(new PatchedZip(zip).encrypted("a").bytes()).encrypted()).isTrue();
    }

    @Test
    void takesAsManyEntriesAsAllowed() throws IOException {
      byte[] zip = ArtifactZip.empty().entry("a", "").entry("b", "").bytes();

      assertThat(open(zip, 2)).isInstanceOfSatisfying(Opened.Ready.class,
          ready -> ready.artifact().close());
    }

    @Test
    void isRefusedWithOneEntryMore() throws IOException {
      byte[] zip = ArtifactZip.empty().entry("a", "").entry("b", "").entry("c", "").bytes();

      assertUnreadable(open(zip, 2));
    }

    @Test
    void isRefusedIfItIsNoZip() throws IOException {
      assertUnreadable(open(new byte[0], MANY));
      assertUnreadable(open("just a text".getBytes(UTF_8), MANY));
      assertUnreadable(open(new byte[100_000], MANY));
    }

    @Test
    void isRefusedIfTheZipIsCutShort() throws IOException {
      byte[] zip = ArtifactZips.helloWorker("v1").bytes();

      assertUnreadable(open(Arrays.copyOf(zip, zip.length - 1), MANY));
      assertUnreadable(open(Arrays.copyOf(zip, zip.length / 2), MANY));
      assertUnreadable(open(Arrays.copyOf(zip, 4), MANY));
    }

    @Test
    void isRefusedIfTheZipLacksItsBeginning() throws IOException {
      byte[] zip = ArtifactZips.helloWorker("v1").bytes();

      assertUnreadable(open(Arrays.copyOfRange(zip, zip.length - 22, zip.length), MANY));
    }
  }

  @Nested
  class Reading {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_000_000})
    void givesTheContentBack(int size) throws IOException {
      byte[] zip = ArtifactZip.empty().entry("a.txt", "x".repeat(size)).bytes();

      try (OpenArtifact artifact = opened(zip)) {
        assertThat(text(artifact, artifact.entries().getFirst())).isEqualTo("x".repeat(size));
      }
    }

    @Test
    void isPossibleInAnyOrderAgainAndAgain() throws IOException {
      byte[] zip = ArtifactZip.empty().entry("a", "first").entry("b", "second").bytes();

      try (OpenArtifact artifact = opened(zip)) {
        List<ArtifactEntry> entries = artifact.entries();
        assertThat(text(artifact, entries.get(1))).isEqualTo("second");
        assertThat(text(artifact, entries.get(0))).isEqualTo("first");
        assertThat(text(artifact, entries.get(1))).isEqualTo("second");
      }
    }

    @Test
    void tellsEntriesOfOneNameApart() throws IOException {
      byte[] zip = ArtifactZip.empty().entry("a", "first").entry("b", "second").bytes();

      try (OpenArtifact artifact = opened(new PatchedZip(zip).name("b", "a").bytes())) {
        List<ArtifactEntry> entries = artifact.entries();
        assertThat(entries).extracting(ArtifactEntry::name).containsExactly("a", "a");
        assertThat(text(artifact, entries.get(0))).isEqualTo("first");
        assertThat(text(artifact, entries.get(1))).isEqualTo("second");
      }
    }

    @Test
    void failsIfTheContentIsSpoiled() throws IOException {
      byte[] zip = ArtifactZips.helloWorker("v1").bytes();
      String worker = "open-next/worker/index.js";

      try (OpenArtifact artifact = opened(new PatchedZip(zip).spoil(worker).bytes())) {
        assertThatThrownBy(() -> text(artifact, artifact.entries().getFirst()))
            .isInstanceOf(IOException.class);
      }
    }

    /** A reader that sees the lie sooner may refuse the zip. */
    @Test
    void failsIfMoreBytesComeThanWereClaimed() throws IOException {
      byte[] zip = ArtifactZip.empty().entry("a", "x".repeat(100_000)).bytes();
      Opened opened = open(new PatchedZip(zip).size("a", 1000).bytes(), MANY);

      if (opened instanceof Opened.Ready ready) {
        try (OpenArtifact artifact = ready.artifact()) {
          ArtifactEntry entry = artifact.entries().getFirst();
          assertThat(entry.size()).isEqualTo(1000);
          assertThatThrownBy(() -> text(artifact, entry)).isInstanceOf(IOException.class);
        }
      } else {
        assertUnreadable(opened);
      }
    }
  }

  @Nested
  class Meta {

    private MetaJson meta(String json) throws IOException {
      try (OpenArtifact artifact = opened(ArtifactZip.empty().meta(json).bytes())) {
        return artifact.meta();
      }
    }

    @Test
    void isAbsentWithoutAMetaJson() throws IOException {
      try (OpenArtifact artifact = opened(ArtifactZips.helloWorker("v1").withoutMeta().bytes())) {
        assertThat(artifact.meta()).isEqualTo(new MetaJson.Absent());
      }
    }

    @Test
    void isThatAtTheTop() throws IOException {
      try (OpenArtifact artifact = opened(
          ArtifactZip.empty().entry("open-next/meta.json", "{}").bytes())) {
        assertThat(artifact.meta()).isEqualTo(new MetaJson.Absent());
      }
    }

    @Test
    void saysWhatItSaysOfTheBuild() throws IOException {
      assertThat(meta("""
          {"nextVersion": "16.0.1", "opennextVersion": "1.20.0", "wranglerVersion": "4.164.0",
           "nodeVersion": "22.1.0", "buildTime": 45000, "gitCommit": "größer 🚢"}
          """)).isEqualTo(new MetaJson.Parsed(
          new BuildMetadata("16.0.1", "1.20.0", "4.164.0", "22.1.0", 45_000L, null,
              Map.of("gitCommit", "größer 🚢")),
          null));
    }

    @Test
    void needsNoMember() throws IOException {
      assertThat(meta("{}"))
          .isEqualTo(new MetaJson.Parsed(BuildMetadata.NONE, null));
    }

    @Test
    void doesNotCareForItsChecksum() throws IOException {
      assertThat(meta("{\"checksum\": \"nonsense\"}"))
          .isEqualTo(new MetaJson.Parsed(BuildMetadata.NONE, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON", "{", "[]", "1", "{\"nextVersion\": 16}",
        "{\"buildTime\": \"long\"}"})
    void isMalformedIfItIsNotWhatItShouldBe(String json) throws IOException {
      assertThat(meta(json)).isInstanceOfSatisfying(MetaJson.Malformed.class,
          malformed -> assertThat(malformed.reason()).isNotBlank());
    }

    @Test
    void namesTheMemberThatIsMalformed() throws IOException {
      assertThat(meta("{\"nextVersion\": 16}")).isInstanceOfSatisfying(MetaJson.Malformed.class,
          malformed -> assertThat(malformed.reason()).contains("nextVersion"));
    }
  }

  @Nested
  class Closing {

    @Test
    void isPossibleTwice() throws IOException {
      OpenArtifact artifact = opened(ArtifactZips.helloWorker("v1").bytes());

      artifact.close();
      artifact.close();
    }
  }
}
