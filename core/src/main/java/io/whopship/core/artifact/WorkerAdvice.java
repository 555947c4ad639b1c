package io.whopship.core.artifact;

import io.whopship.ports.model.artifact.ArtifactEntry;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What to do about an artifact that lacks its worker, or a part of it. */
final class WorkerAdvice {

  /** Made anew: {@code zip -r} else adds to the zip of the build before. */
  static final String ZIP = "rm -f ../artifact.zip && zip -r ../artifact.zip .";

  private static final Pattern FOLDER_OF_THE_BUILD = Pattern
      .compile("(.*/)?\\.open-next/worker\\.js");
  private static final Pattern ANY_FOLDER = Pattern.compile(".*/worker\\.js");
  /** What others put into a build has workers too, and they are not the app's. */
  private static final Pattern OF_OTHERS = Pattern.compile("(.*/)?(node_modules|\\.?next)/.*");
  private static final Pattern NEXT_BUILD = Pattern.compile("\\.?next/.*");

  private static final int MAX_NAME = 200;

  private WorkerAdvice() {}

  /** For an artifact with these entries, where no worker was found. */
  static String of(List<ArtifactEntry> entries) {
    List<String> files = entries.stream()
        .filter(ArtifactEntry::isFile)
        .map(ArtifactEntry::name)
        .toList();
    return Stream.of(FOLDER_OF_THE_BUILD, ANY_FOLDER)
        .flatMap(form -> matching(form, files)
            .filter(name -> !OF_OTHERS.matcher(name).matches())
            .min(Comparator.comparingInt(String::length))
            .stream())
        .findFirst()
        .map(name -> "Found " + Excerpt.of(name, MAX_NAME)
            + ": zip from inside the folder that it is in: " + ZIP)
        .orElse(matching(NEXT_BUILD, files).findAny().isPresent()
            ? "This is what `next build` leaves; run npx @opennextjs/cloudflare build, whose output"
                + " is in .open-next: cd .open-next && " + ZIP
            : "To make a good one: npx @opennextjs/cloudflare build && cd .open-next && " + ZIP);
  }

  private static Stream<String> matching(Pattern form, List<String> names) {
    return names.stream().filter(name -> form.matcher(name).matches());
  }
}
