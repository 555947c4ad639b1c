package io.whopship.adapter.zip;

import static io.whopship.testkit.hostile.RawEntry.deflated;
import static io.whopship.testkit.hostile.RawEntry.stored;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.ArtifactEntry.Kind;
import io.whopship.testkit.hostile.RawEntry;
import io.whopship.testkit.hostile.RawZip;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The raw facts of entries. */
class EntriesTest extends OpenZips {

  EntriesTest(@TempDir Path directory) {
    super(directory);
  }

  @Test
  void aZipWithoutEntriesIsAZip() throws IOException {
    assertThat(open(RawZip.of().bytes()).entries()).isEmpty();
  }

  @Test
  void entriesComeInTheOrderOfTheDirectory() throws IOException {
    assertThat(open(stored("b", ""), stored("a", ""), stored("c", "")).entries())
        .extracting(ArtifactEntry::name)
        .containsExactly("b", "a", "c");
  }

  @Test
  void sizesAndOffsetsAreThoseOfTheDirectory() throws IOException {
    String content = "x".repeat(1000);

    List<ArtifactEntry> entries = open(deflated("packed", content), stored("stored", content))
        .entries();

    long packed = entries.getFirst().packedSize();
    assertThat(packed).isBetween(1L, 100L);
    assertThat(entries).containsExactly(
        new ArtifactEntry("packed", Kind.FILE, 1000, packed, false, 0),
        new ArtifactEntry("stored", Kind.FILE, 1000, 1000, false, 30 + 6 + packed));
  }

  @Test
  void aNameMayHoldWhatStandsForBytesThatAreNone() throws IOException {
    assertThat(open(stored("a\ufffdb", "")).entries()).extracting(ArtifactEntry::name)
        .containsExactly("a\ufffdb");
  }

  @Test
  void anEncryptedEntryMayBePackedInAnyWay() throws IOException {
    assertThat(open(stored("a", "x").both(header -> header.flags(1).method(99))).entries())
        .extracting(ArtifactEntry::encrypted)
        .containsExactly(true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../../etc/passwd", "/etc/passwd", "C:\\x", "a\\b", "a//b", "./a",
      "caf\u00e9.png", "cafe\u0301.png", "\u202egnp.exe", "line\nbreak", "nul\u0000l",
      "\ud83d\ude80.txt"})
  void namesAreGivenAsWritten(String name) throws IOException {
    assertThat(open(stored(name, "")).entries()).extracting(ArtifactEntry::name)
        .containsExactly(name);
  }

  @Test
  void aNameInUtf8WithoutItsFlagIsTakenAsUtf8() throws IOException {
    assertThat(open(stored("caf\u00e9.png", "").both(header -> header.flags(0))).entries())
        .extracting(ArtifactEntry::name)
        .containsExactly("caf\u00e9.png");
  }

  @Test
  void aNameThatIsThereTwiceIsGivenTwiceEachWithItsContent() throws IOException {
    OpenArtifact artifact = open(stored("worker.js", "first"), stored("worker.js", "second"));

    assertThat(artifact.entries()).hasSize(2);
    assertThat(artifact.read(artifact.entries().get(0)).readAllBytes()).asString()
        .isEqualTo("first");
    assertThat(artifact.read(artifact.entries().get(1)).readAllBytes()).asString()
        .isEqualTo("second");
  }

  @ParameterizedTest
  @CsvSource({"0100644, a, FILE", "0, a, FILE", "0120777, a, SYMLINK", "0120777, a/, SYMLINK",
      "0040755, a/, DIRECTORY", "0040755, a, DIRECTORY", "0100644, a/, DIRECTORY",
      "0, a/, DIRECTORY", "0010644, a, SPECIAL", "0020644, a, SPECIAL", "0060644, a, SPECIAL",
      "0140644, a, SPECIAL", "0100644, a\\, FILE"})
  void theKindIsThatOfTheModeOrOfATrailingSlash(String mode, String name, Kind kind)
      throws IOException {
    RawEntry entry = stored(name, "").unixMode(Integer.parseInt(mode, 8));

    assertThat(open(entry).entries()).extracting(ArtifactEntry::kind).containsExactly(kind);
  }

  @Test
  void aDirectoryOfDosIsADirectory() throws IOException {
    assertThat(open(stored("a", "").dosAttributes(0x10)).entries())
        .extracting(ArtifactEntry::kind)
        .containsExactly(Kind.DIRECTORY);
  }

  @Test
  void anEncryptedEntrySaysSo() throws IOException {
    assertThat(open(stored("a", "x").both(header -> header.flags(0x0801))).entries())
        .extracting(ArtifactEntry::encrypted)
        .containsExactly(true);
  }

  @Test
  void aCommentWithoutAnythingElseInItIsFine() throws IOException {
    assertThat(open(RawZip.of(stored("a", "")).comment("PK of 2026".getBytes(UTF_8)).bytes())
        .entries()).hasSize(1);
  }

  @Test
  void aZip64EndThatAgreesIsFine() throws IOException {
    assertThat(open(RawZip.of(stored("a", "")).zip64(1).bytes()).entries()).hasSize(1);
    assertThat(open(RawZip.of(stored("a", "")).claimEntries(0xffff).zip64(1).bytes()).entries())
        .hasSize(1);
  }

  @Test
  void aZipWithinAZipIsAnEntry() throws IOException {
    ByteArrayOutputStream outer = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(outer)) {
      zip.setLevel(0);
      zip.putNextEntry(new ZipEntry("inner.zip"));
      zip.write(RawZip.of(stored("inside", "x")).bytes());
    }

    assertThat(open(outer.toByteArray()).entries()).extracting(ArtifactEntry::name)
        .containsExactly("inner.zip");
  }
}
