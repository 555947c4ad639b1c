package io.whopship.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Each entry has a name of its own, which means the same place below the root to whoever reads it.
 * Nothing is ever extracted to such a name here; others who get the artifact may do so.
 */
final class EntryNames implements ArtifactPolicy {

  /** Of UTF-8. A zip allows 65,535, which makes names that are a burden to all who show them. */
  private static final int MAX_BYTES = 1024;

  /** Characters of a name that is too long. */
  private static final int MAX_SHOWN = 100;
  private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);
  private static final Splitter SEGMENTS = Splitter.on('/');

  @Override
  public List<Problem> problems(ArtifactFacts facts) {
    List<Problem> problems = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (ArtifactEntry entry : facts.entries()) {
      int bytes = entry.name().getBytes(UTF_8).length;
      if (bytes > MAX_BYTES) {
        problems.add(new Problem("name-too-long", Wording.cut(entry.name(), MAX_SHOWN),
            "has a name of " + bytes + " bytes, the limit is " + MAX_BYTES));
        continue;
      }
      fault(entry.name())
          .map(fault -> new Problem("unsafe-name", entry.name(), fault))
          .ifPresent(problems::add);
      if (!seen.add(entry.name())) {
        problems.add(new Problem("duplicate-name", entry.name(), "is there more than once"));
      }
    }
    return problems;
  }

  private static Optional<String> fault(String name) {
    if (name.isEmpty()) {
      return Optional.of("an entry has no name");
    }
    if (CharMatcher.javaIsoControl().matchesAnyOf(name)) {
      return Optional.of("has a control character in its name");
    }
    if (name.indexOf('\\') >= 0) {
      return Optional.of("has a backslash in its name; write paths with /");
    }
    if (name.startsWith("/") || DRIVE.matcher(name).matches()) {
      return Optional.of("is an absolute path; name it from the root of the artifact");
    }
    String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    for (String segment : SEGMENTS.split(path)) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        return Optional.of("has an empty, '.' or '..' segment in its path");
      }
    }
    return Optional.empty();
  }
}
