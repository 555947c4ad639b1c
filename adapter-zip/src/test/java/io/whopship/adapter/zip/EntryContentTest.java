package io.whopship.adapter.zip;

import static io.whopship.testkit.hostile.RawEntry.deflated;
import static io.whopship.testkit.hostile.RawEntry.stored;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.ArtifactReader.Opened;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.ArtifactEntry.Kind;
import io.whopship.testkit.hostile.RawEntry;
import io.whopship.testkit.hostile.RawZip;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading entries, honest ones and others. */
class EntryContentTest extends OpenZips {

  EntryContentTest(@TempDir Path directory) {
    super(directory);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 511, 512, 65_536, 65_537, 1_000_003})
  void whatWasPackedComesOutWhetherItShrinksOrNot(int length) throws IOException {
    byte[] noise = new byte[length];
    new Random(length).nextBytes(noise);
    byte[] zeros = new byte[length];

    OpenArtifact artifact = open(deflated("noise", noise), deflated("zeros", zeros));

    assertThat(content(artifact, 0)).isEqualTo(noise);
    assertThat(content(artifact, 1)).isEqualTo(zeros);
  }

  @Test
  void bytesComeOneByOneToo() throws IOException {
    try (InputStream stream = first(open(stored("a", "\u00ff!")))) {
      assertThat(stream.read()).isEqualTo(0xc3);
      assertThat(stream.read()).isEqualTo(0xbf);
      assertThat(stream.read()).isEqualTo('!');
      assertThat(stream.read()).isEqualTo(-1);
      assertThat(stream.read()).isEqualTo(-1);
    }
  }

  @Test
  void aZipWrittenAsAStreamIsRead() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String name : new String[]{"one.txt", "two.txt"}) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write((name + "\n").repeat(10_000).getBytes(UTF_8));
      }
    }

    OpenArtifact artifact = open(out.toByteArray());

    assertThat(content(artifact, 0)).asString().isEqualTo("one.txt\n".repeat(10_000));
    assertThat(content(artifact, 1)).asString().isEqualTo("two.txt\n".repeat(10_000));
  }

  @Test
  void entriesMayBeReadInTurns() throws IOException {
    OpenArtifact artifact = open(deflated("a", "a".repeat(300_000)),
        deflated("b", "b".repeat(300_000)));

    try (InputStream a = artifact.read(artifact.entries().get(0));
        InputStream b = artifact.read(artifact.entries().get(1))) {
      for (int i = 0; i < 300; i++) {
        assertThat(a.readNBytes(1000)).containsOnly('a');
        assertThat(b.readNBytes(1000)).containsOnly('b');
      }
      assertThat(a.read()).isEqualTo(-1);
      assertThat(b.read()).isEqualTo(-1);
    }
  }

  @Test
  void anEntryCanBeReadAgain() throws IOException {
    OpenArtifact artifact = open(deflated("a", "again"));

    assertThat(content(artifact, 0)).asString().isEqualTo("again");
    assertThat(content(artifact, 0)).asString().isEqualTo("again");
  }

  @Test
  void anArtifactStaysWhatItWasWhenItsPathIsReplaced() throws IOException {
    Path file = file(RawZip.of(stored("a", "old")).bytes());
    try (OpenArtifact artifact = ((Opened.Ready) new ZipArtifactReader().open(file, 10))
        .artifact()) {
      Files.delete(file);
      Files.write(file, RawZip.of(stored("a", "new")).bytes());

      assertThat(content(artifact, 0)).asString().isEqualTo("old");
    }
  }

  @Test
  void moreThanClaimedIsNeverGivenOut() throws IOException {
    InputStream bomb = first(
        open(deflated("bomb.js", new byte[10_000_000]).both(header -> header.size(10))));
    ByteArrayOutputStream received = new ByteArrayOutputStream();

    assertThatThrownBy(() -> bomb.transferTo(received)).isInstanceOf(IOException.class)
        .hasMessageContaining("bomb.js")
        .hasMessageContaining("more than the 10 bytes");
    assertThat(received.size()).isLessThanOrEqualTo(10);
  }

  @Test
  void lessThanClaimedIsAFault() throws IOException {
    assertCorrupt("short.js", deflated("short.js", "12345").both(header -> header.size(6)),
        "has 5 bytes, but claims 6");
  }

  @Test
  void aClaimOfMoreThanMemoryHoldsCostsNothing() throws IOException {
    assertCorrupt("vast.js", deflated("vast.js", "12345").both(header -> header.size(0xffff_fffeL)),
        "has 5 bytes");
  }

  @Test
  void anotherChecksumIsAFault() throws IOException {
    assertCorrupt("flipped.js", stored("flipped.js", "12345").both(header -> header.crc(1)),
        "crc verification failed");
    assertCorrupt("flipped.js", deflated("flipped.js", "12345").both(header -> header.crc(1)),
        "crc verification failed");
  }

  @Test
  void damagedDataIsAFault() throws IOException {
    assertCorrupt("damaged.js", packedAs("damaged.js", (byte) 0xff, (byte) 0xff),
        "cannot be unpacked");
  }

  @Test
  void dataThatEndsEarlyIsAFault() throws IOException {
    // A stored block that promises five bytes, and holds two.
    assertCorrupt("early.js",
        packedAs("early.js", (byte) 1, (byte) 5, (byte) 0, (byte) 0xfa, (byte) 0xff, (byte) '1',
            (byte) '2'),
        "cannot be unpacked");
  }

  @Test
  void dataThatGoesOnBehindItsEndIsAFault() throws IOException {
    // An empty last block, and bytes that no reader asks for.
    for (int more = 1; more < 40; more++) {
      byte[] packed = new byte[2 + more];
      packed[0] = 3;
      assertCorrupt("more.js", deflated("more.js", "").packed(packed)
          .both(header -> header.packedSize(packed.length).size(0).crc(0)), "less packed bytes");
    }
  }

  @Test
  void aStoredEntryWithTwoSizesIsAFault() throws IOException {
    assertCorrupt("two.js", stored("two.js", "12345").both(header -> header.size(1)),
        "is stored, but claims two sizes");
    assertCorrupt("two.js", stored("two.js", "12345").both(header -> header.size(9)),
        "is stored, but claims two sizes");
  }

  @Test
  void anEncryptedEntryIsAFault() throws IOException {
    assertCorrupt("secret.js", stored("secret.js", "12345").both(header -> header.flags(0x0801)),
        "encrypted");
  }

  @Test
  void anEntryOfAnotherZipIsNoEntry() throws IOException {
    OpenArtifact artifact = open(stored("a", "x"));
    ArtifactEntry foreign = new ArtifactEntry("b", Kind.FILE, 1, 1, false, 0);

    assertThatThrownBy(() -> artifact.read(foreign)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingCanBeReadOnceItIsClosed() throws IOException {
    OpenArtifact artifact = open(stored("a", "x"));
    artifact.close();
    artifact.close();

    assertThatThrownBy(() -> content(artifact, 0)).isInstanceOf(IOException.class);
  }

  @Test
  void aFaultIsToldInOneLineWhateverTheName() throws IOException {
    InputStream stream = first(open(stored("two\nlines", "x").both(header -> header.crc(1))));

    assertThatThrownBy(stream::readAllBytes).hasMessageContaining("entry two?lines");
  }

  private static RawEntry packedAs(String name, byte... packed) {
    return deflated(name, "12345").packed(packed)
        .both(header -> header.packedSize(packed.length));
  }

  private void assertCorrupt(String name, RawEntry entry, String reason) throws IOException {
    InputStream stream = first(open(entry));

    assertThatThrownBy(stream::readAllBytes).isInstanceOf(IOException.class)
        .hasMessageContaining("entry " + name)
        .hasMessageContaining(reason);
  }

  private static InputStream first(OpenArtifact artifact) {
    return artifact.read(artifact.entries().get(0));
  }

  private static byte[] content(OpenArtifact artifact, int index) throws IOException {
    try (InputStream stream = artifact.read(artifact.entries().get(index))) {
      return stream.readAllBytes();
    }
  }
}
