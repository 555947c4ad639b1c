package io.whopship.adapter.zip;

import static io.whopship.testkit.hostile.RawEntry.stored;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.ArtifactReader.Opened;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.Problem;
import io.whopship.testkit.hostile.RawEntry;
import io.whopship.testkit.hostile.RawZip;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are refused as a whole, and what their sender is told. */
class UnreadableZipTest extends OpenZips {

  private static final byte[] GOOD = RawZip.of(stored("a.txt", "content of a")).bytes();

  private final Path directory;

  UnreadableZipTest(@TempDir Path directory) {
    super(directory);
    this.directory = directory;
  }

  @Test
  void anEmptyFileIsNoZip() throws IOException {
    assertThat(problemOf(new byte[0])).isEqualTo(
        new Problem("not-a-zip", null, "The file is empty. Send the build as a zip."));
  }

  @Test
  void aTextIsNoZip() throws IOException {
    assertThat(problemOf("<html>404 Not Found</html>".getBytes(UTF_8))).isEqualTo(
        new Problem("not-a-zip", null, "The file is not a zip. Send the build as a zip."));
  }

  @Test
  void aSingleByteIsNoZip() throws IOException {
    assertThat(problemOf(new byte[1]).rule()).isEqualTo("not-a-zip");
  }

  @Test
  void aZipCutOffAnywhereIsRefused() throws IOException {
    for (int length = 4; length < GOOD.length; length++) {
      assertThat(problemOf(Arrays.copyOf(GOOD, length)).rule()).as("cut off after %d", length)
          .isEqualTo("truncated");
    }
  }

  @Test
  void aZipWithSomethingAppendedIsRefused() throws IOException {
    assertThat(problemOf(join(GOOD, new byte[1])).rule()).isEqualTo("truncated");
  }

  @Test
  void aZipWithSomethingBeforeItIsRefused() throws IOException {
    assertThat(problemOf(join("#!/bin/sh\n".getBytes(UTF_8), GOOD)).rule())
        .isEqualTo("corrupt-directory");
  }

  @Test
  void aZipWithinTheCommentOfAnotherIsRefused() throws IOException {
    RawZip outer = RawZip.of(stored("worker.js", "good")).comment(GOOD);

    assertThat(problemOf(outer).rule()).isEqualTo("ambiguous-zip");
  }

  @Test
  void twoEntriesOfTheSameBytesAreRefused() throws IOException {
    int lengthOfTheFirst = 30 + "a.txt".length() + 1;
    RawZip zip = RawZip.of(stored("a.txt", "a"),
        stored("b.txt", "b").moveOffset(-lengthOfTheFirst));

    assertThat(problemOf(zip).rule()).isEqualTo("overlapping-entries");
  }

  @Test
  void anEndWithinACommentThatGoesOnIsRefused() throws IOException {
    RawZip outer = RawZip.of(stored("a.txt", "a")).comment(join(GOOD, new byte[5]));

    assertThat(problemOf(outer).rule()).isEqualTo("ambiguous-zip");
  }

  @Test
  void tooManyEntriesAreRefusedWithBothNumbers() throws IOException {
    Problem problem = problemOf(RawZip.of(entries(MAX_ENTRIES + 1)));

    assertThat(problem.rule()).isEqualTo("too-many-entries");
    assertThat(problem.message()).contains("101 entries", "limit is 100");
  }

  @Test
  void asManyEntriesAsAllowedAreFine() throws IOException {
    assertThat(open(entries(MAX_ENTRIES)).entries()).hasSize(MAX_ENTRIES);
  }

  @Test
  void aHugeCountIsRefusedBeforeTheDirectoryIsRead() throws IOException {
    RawZip zip = RawZip.of(stored("a.txt", "a")).claimEntries(0xffff).zip64(4_000_000_000L);

    assertThat(problemOf(zip).message()).contains("4000000000 entries");
  }

  @Test
  void aCountThatHidesEntriesIsRefused() throws IOException {
    Problem problem = problemOf(RawZip.of(entries(3)).claimEntries(2));

    assertThat(problem.rule()).isEqualTo("corrupt-directory");
  }

  @Test
  void aCountOfNoneThatHidesEntriesIsRefused() throws IOException {
    assertThat(problemOf(RawZip.of(entries(3)).claimEntries(0)).rule())
        .isEqualTo("corrupt-directory");
  }

  @Test
  void aCountAboveWhatIsThereIsRefused() throws IOException {
    assertThat(problemOf(RawZip.of(entries(3)).claimEntries(4)).rule())
        .isEqualTo("corrupt-directory");
  }

  @Test
  void twoEndsThatDisagreeAreRefused() throws IOException {
    assertThat(problemOf(RawZip.of(entries(3)).zip64(2)).message()).contains("contradict");
  }

  @Test
  void aNegativeCountIsRefused() throws IOException {
    assertThat(problemOf(RawZip.of(entries(3)).claimEntries(0xffff).zip64(-1)).rule())
        .isEqualTo("corrupt-directory");
  }

  @Test
  void aZip64EndOutsideTheFileIsRefused() throws IOException {
    for (long moved : new long[]{-10_000, 1, 10_000, Long.MAX_VALUE / 2}) {
      assertThat(problemOf(RawZip.of(entries(3)).zip64(3).moveEnd64(moved)).rule())
          .as("moved by %d", moved)
          .isEqualTo("corrupt-directory");
    }
  }

  @Test
  void aMissingZip64EndIsRefused() throws IOException {
    assertThat(problemOf(RawZip.of(entries(3)).zip64(3).signature64(0x12345678)).rule())
        .isEqualTo("corrupt-directory");
  }

  @Test
  void aDirectoryThatIsNotWhereItShouldBeIsRefused() throws IOException {
    for (long moved : new long[]{-1, 1, 1_000_000}) {
      assertThat(problemOf(RawZip.of(entries(3)).moveDirectory(moved)).rule())
          .as("moved by %d", moved)
          .isEqualTo("corrupt-directory");
    }
  }

  @Test
  void aDirectoryFullOfCommentsIsRefused() throws IOException {
    String comment = "c".repeat(60_000);
    RawEntry[] entries = {stored("a", "").comment(comment), stored("b", "").comment(comment)};

    Problem problem = problemOf(RawZip.of(entries));

    assertThat(problem.rule()).isEqualTo("directory-too-large");
  }

  @Test
  void aPartOfSeveralIsRefused() throws IOException {
    assertThat(problemOf(RawZip.of(entries(3)).disk(2)).rule()).isEqualTo("split-archive");
  }

  @Test
  void contentOutsideTheFileIsRefusedAndNamed() throws IOException {
    for (RawEntry lying : new RawEntry[]{stored("far.js", "x").moveOffset(1_000_000),
        stored("far.js", "x").moveOffset(0xffff_fff0L),
        stored("far.js", "x").both(header -> header.packedSize(1_000_000))
            .both(header -> header.size(1_000_000))}) {
      Problem problem = problemOf(RawZip.of(lying));

      assertThat(problem.rule()).isEqualTo("truncated");
      assertThat(problem.entry()).isEqualTo("far.js");
    }
  }

  @Test
  void aNegativeSizeIsRefused() throws IOException {
    byte[] extra = ByteBuffer.allocate(12)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) 1)
        .putShort((short) 8)
        .putLong(-5)
        .array();
    RawEntry entry = stored("big.js", "x").both(header -> header.size(0xffff_ffffL))
        .central(header -> header.extra(extra));

    assertThat(problemOf(RawZip.of(entry)).rule()).isEqualTo("truncated");
  }

  @Test
  void anotherCompressionIsRefused() throws IOException {
    assertThat(problemOf(RawZip.of(stored("a.js", "x").both(header -> header.method(14)))).rule())
        .isEqualTo("unsupported-compression");
  }

  @Test
  void aNameThatIsNotUtf8IsRefused() throws IOException {
    RawEntry entry = stored("x", "x").both(header -> header.flags(0))
        .both(header -> header.nameBytes((byte) 'c', (byte) 0x82));

    Problem problem = problemOf(RawZip.of(entry));

    assertThat(problem.rule()).isEqualTo("name-not-utf8");
    assertThat(problem.entry()).isEqualTo("c\ufffd");
  }

  /** Refused, or its content told from the good one: never a fault, never another content. */
  @Test
  void noDamagedByteGoesUnnoticed() throws IOException {
    byte[] zip = RawZip.of(stored("a.txt", "content of a")).zip64(1).bytes();
    Path file = directory.resolve("damaged.zip");
    for (int at = 0; at < zip.length; at++) {
      byte[] damaged = zip.clone();
      damaged[at] ^= (byte) 0xff;
      Files.write(file, damaged);

      if (new ZipArtifactReader().open(file, MAX_ENTRIES) instanceof Opened.Ready ready) {
        try (OpenArtifact artifact = ready.artifact()) {
          assertGoodOrCorrupt(artifact);
        }
      }
    }
  }

  private static void assertGoodOrCorrupt(OpenArtifact artifact) {
    for (ArtifactEntry entry : artifact.entries()) {
      try (InputStream content = artifact.read(entry)) {
        assertThat(content.readAllBytes()).asString().isEqualTo("content of a");
      } catch (IOException e) {
        assertThat(e).hasMessageStartingWith("entry ");
      }
    }
  }

  @Test
  void aFileThatIsNotThereIsAFaultOfTheStore() {
    Path missing = directory.resolve("missing.zip");

    assertThatThrownBy(() -> new ZipArtifactReader().open(missing, MAX_ENTRIES))
        .isInstanceOf(PortException.Unavailable.class)
        .hasMessageContaining("missing.zip")
        .hasCauseInstanceOf(IOException.class);
  }

  private static RawEntry[] entries(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> stored("file" + i, "x"))
        .toArray(RawEntry[]::new);
  }

  private static byte[] join(byte[]... parts) {
    ByteBuffer joined = ByteBuffer.allocate(Stream.of(parts).mapToInt(part -> part.length).sum());
    for (byte[] part : parts) {
      joined.put(part);
    }
    return joined.array();
  }
}
