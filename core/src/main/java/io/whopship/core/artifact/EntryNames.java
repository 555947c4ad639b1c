package io.whopship.core.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Each entry has a name which means the same place below the root to whoever reads it, on whatever
 * system. Nothing is ever extracted to such a name here; others who get the artifact may do so.
 */
final class EntryNames implements EntryPolicy {

  /** Of UTF-8. A zip allows 65,535, which makes names that are a burden to all who show them. */
  private static final int MAX_BYTES = 1024;

  /** Characters of a name that may be too long. */
  static final int MAX_SHOWN = 100;
  private static final Splitter SEGMENTS = Splitter.on('/');

  /** What a server of files may decode, once or more often, to a dot, a slash or a null. */
  private static final Pattern ENCODED = Pattern
      .compile("%(?:25)*(?:2e|2f|5c|00|c0%(?:25)*a[ef])", Pattern.CASE_INSENSITIVE);

  /** Control characters, ends of lines, and marks that turn the order of what follows. */
  private static final CharMatcher UNSEEN = CharMatcher.javaIsoControl()
      .or(CharMatcher.inRange('\u2028', '\u202e'))
      .or(CharMatcher.inRange('\u2066', '\u2069'))
      .precomputed();

  @Override
  public List<Problem> problems(List<ArtifactEntry> entries) {
    List<Problem> problems = new ArrayList<>();
    for (ArtifactEntry entry : entries) {
      int bytes = entry.name().getBytes(UTF_8).length;
      if (bytes > MAX_BYTES) {
        problems.add(new Problem("name-too-long", Excerpt.of(entry.name(), MAX_SHOWN),
            "has a name of " + bytes + " bytes, the limit is " + MAX_BYTES));
      } else {
        fault(entry.name())
            .map(fault -> new Problem("unsafe-name", entry.name(), fault))
            .ifPresent(problems::add);
      }
    }
    return problems;
  }

  private static Optional<String> fault(String name) {
    if (name.isEmpty()) {
      return Optional.of("an entry has no name");
    }
    if (UNSEEN.matchesAnyOf(name)) {
      return Optional.of("has a control character in its name");
    }
    if (name.indexOf('\\') >= 0) {
      return Optional.of("has a backslash in its name; write paths with /");
    }
    if (name.startsWith("/") || startsWithDrive(name)) {
      return Optional.of("is an absolute path; name it from the root of the artifact");
    }
    if (name.indexOf('%') >= 0 && ENCODED.matcher(name).find()) {
      return Optional
          .of("has an encoded dot, slash, backslash or null in its name; write it plain");
    }
    String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    for (String segment : SEGMENTS.split(path)) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        return Optional.of("has an empty, '.' or '..' segment in its path");
      }
      if (segment.endsWith(".") || segment.endsWith(" ")) {
        return Optional.of("has a segment that ends in a dot or a space, which Windows drops");
      }
    }
    return Optional.empty();
  }

  private static boolean startsWithDrive(String name) {
    return name.length() >= 2 && name.charAt(1) == ':'
        && Ascii.isUpperCase(Ascii.toUpperCase(name.charAt(0)));
  }
}
