package io.whopship.testkit.hostile;

import io.whopship.testkit.hostile.SampleZip.Accepted;
import java.util.List;
import java.util.stream.Stream;

/** Each way known to harm whoever takes a zip, and each oddity that does no harm. */
public final class HostileZips {

  private HostileZips() {}

  /** All samples; names are distinct. The bytes of each are made when they are asked for. */
  public static List<SampleZip> all() {
    return Stream.of(UnsafeNames.all(), SharedNames.all(), SpecialEntries.all(), Bombs.all(),
        LyingEntries.all(), LyingDirectories.all(), BrokenFiles.all(), BadMetadata.all(),
        BadConfigurations.all(),
        OddZips.all()).flatMap(List::stream).toList();
  }

  /** Those that nobody should take. */
  public static List<SampleZip> hostile() {
    return all().stream().filter(zip -> !(zip.expectation() instanceof Accepted)).toList();
  }

  /** Those that are odd and good. */
  public static List<SampleZip> odd() {
    return all().stream().filter(zip -> zip.expectation() instanceof Accepted).toList();
  }
}
