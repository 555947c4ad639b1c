package io.whopship.core.artifact;

import com.google.common.base.CharMatcher;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.Problem;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * No two entries have one place, not even where upper and lower case are one, or the ways in which
 * an accent can be written; and no file is the folder of another. There may be very many names, so
 * they are sorted as they are and no other form of them is kept.
 */
final class DistinctNames implements EntryPolicy {

  /** An entry by its composed name, which of nearly all entries is the very same. */
  private record Place(String name, ArtifactEntry entry) {

    static final Comparator<Place> ORDER = Comparator.comparing(Place::name,
        String.CASE_INSENSITIVE_ORDER);

    static Place of(ArtifactEntry entry) {
      String name = CharMatcher.ascii().matchesAllOf(entry.name())
          ? entry.name()
          : Normalizer.normalize(entry.name(), Normalizer.Form.NFC);
      return new Place(name, entry);
    }

    boolean startsWith(String prefix) {
      return name.regionMatches(true, 0, prefix, 0, prefix.length());
    }
  }

  @Override
  public List<Problem> problems(List<ArtifactEntry> entries) {
    Place[] places = entries.stream().map(Place::of).toArray(Place[]::new);
    Arrays.sort(places, Place.ORDER);
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < places.length; i++) {
      if (i > 0 && Place.ORDER.compare(places[i - 1], places[i]) == 0) {
        problems.add(shared(places[i - 1].entry(), places[i].entry()));
      } else if (places[i].entry().isFile()) {
        addIfFolder(places, i, problems);
      }
    }
    return problems;
  }

  private static Problem shared(ArtifactEntry first, ArtifactEntry second) {
    return first.name().equals(second.name())
        ? new Problem("duplicate-name", second.name(), "is there more than once")
        : new Problem("colliding-names", second.name(), "has the same name as "
            + Excerpt.of(first.name(), EntryNames.MAX_SHOWN)
            + " for systems that do not tell case or accents apart");
  }

  private static void addIfFolder(Place[] places, int file, List<Problem> problems) {
    Place folder = new Place(places[file].name() + "/", places[file].entry());
    int found = Arrays.binarySearch(places, folder, Place.ORDER);
    int within = found < 0 ? -found - 1 : found;
    if (within < places.length && places[within].startsWith(folder.name())) {
      problems.add(new Problem("file-and-folder", places[file].entry().name(),
          "is a file, but also a folder, of "
              + Excerpt.of(places[within].entry().name(), EntryNames.MAX_SHOWN)));
    }
  }
}
