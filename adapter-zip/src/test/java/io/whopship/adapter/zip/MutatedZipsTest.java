package io.whopship.adapter.zip;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.ArtifactReader.Opened;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.testkit.hostile.HostileZips;
import io.whopship.testkit.hostile.SampleZip;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Good zips with a few bits turned or an end cut off: the same ones at each run. */
class MutatedZipsTest {

  private static final int MUTANTS = 2000;
  private static final int MAX_TURNED = 4;

  /** Of a sample: the large ones would take the time of hundreds of small ones. */
  private static final int MAX_BYTES = 20_000;

  @TempDir
  private Path directory;

  @Test
  @Timeout(30)
  void areRefusedOrReadAndNeverGiveMoreThanTheyClaim() throws IOException {
    List<byte[]> good = HostileZips.odd()
        .stream()
        .map(SampleZip::content)
        .map(content -> content.get())
        .filter(zip -> zip.length <= MAX_BYTES)
        .toList();
    Random random = new Random(20_261_121);
    Path file = directory.resolve("mutant.zip");
    int opened = 0;
    for (int i = 0; i < MUTANTS; i++) {
      Files.write(file, mutant(good.get(random.nextInt(good.size())), random));
      if (new ZipArtifactReader().open(file, 100) instanceof Opened.Ready ready) {
        opened++;
        try (OpenArtifact artifact = ready.artifact()) {
          readAll(artifact, "mutant " + i);
        }
      }
    }
    // Were none of them opened, nothing would have been tried.
    assertThat(opened).isBetween(MUTANTS / 50, MUTANTS - MUTANTS / 50);
  }

  private static byte[] mutant(byte[] zip, Random random) {
    if (random.nextInt(10) == 0) {
      return Arrays.copyOf(zip, random.nextInt(zip.length));
    }
    byte[] mutant = zip.clone();
    for (int turned = random.nextInt(MAX_TURNED); turned >= 0; turned--) {
      mutant[random.nextInt(zip.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return mutant;
  }

  /** Without AssertJ at each step, which would take longer than all the rest. */
  private static void readAll(OpenArtifact artifact, String mutant) {
    Objects.requireNonNull(artifact.meta(), mutant);
    Objects.requireNonNull(artifact.wranglerConfig(), mutant);
    byte[] buffer = new byte[512];
    for (ArtifactEntry entry : artifact.entries()) {
      long bytes = 0;
      try (InputStream content = artifact.read(entry)) {
        for (int count = 0; count >= 0; count = content.read(buffer)) {
          bytes += count;
        }
        if (bytes != entry.size()) {
          throw new AssertionError(mutant + " gave " + bytes + " bytes of " + entry);
        }
      } catch (CorruptEntryException e) {
        if (bytes > entry.size()) {
          throw new AssertionError(mutant + " gave " + bytes + " bytes of " + entry, e);
        }
      } catch (IOException e) {
        throw new AssertionError(mutant + ", " + entry, e);
      }
    }
  }
}
