package io.whopship.ports.model.rollout;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a request tells of the build whose page sent it. A page that a visitor opened before a
 * switch goes on asking for the files, the data and the actions of its own build, which the next
 * one does not have. Fixed like the rule of {@link Route#pick}: every router, whatever its
 * language, obeys the vectors in the test kit.
 *
 * @param deploymentId the deployment that the request names; {@code null} if it names none. Next.js
 * puts it on all that a page asks for, if the build has one
 * @param staticFile the decoded path, if it is one of a build's own files: content-hashed, so that
 * whoever has it has the right one; else {@code null}
 */
public record SkewProtection(@Nullable String deploymentId, @Nullable String staticFile) {

  public static final String HEADER = "x-deployment-id";
  public static final String PARAMETER = "dpl";

  private static final SkewProtection NONE = new SkewProtection(null, null);
  private static final String STATIC = "/_next/static/";

  /** What a router knows of the builds that it holds. */
  public interface Builds {

    /** Whether Next.js calls the build of this release so. */
    boolean isCalled(ReleaseName release, String deploymentId);

    boolean hasFile(ReleaseName release, String path);
  }

  /** Whether a path is that of a build's own files, wherever in the site its base path is. */
  public static boolean isStatic(String path) {
    return path.contains(STATIC);
  }

  /**
   * Reads a request. The header goes before the parameter. A navigation names nothing, or a link
   * could send a visitor to an old version, and keep them there.
   *
   * @param path as it was sent
   * @param query as it was sent, without the question mark; {@code null} if there is none
   * @param header of the name {@value #HEADER}; {@code null} if there is none
   * @param fetchMode the header {@code Sec-Fetch-Mode}; {@code null} if there is none
   */
  public static SkewProtection of(String path, @Nullable String query, @Nullable String header,
      @Nullable String fetchMode) {
    boolean isStatic = isStatic(path);
    if (!isStatic && query == null && header == null) {
      return NONE;
    }
    String named = header != null ? header : parameter(query);
    String id = named == null || named.isEmpty() || "navigate".equals(fetchMode) ? null : named;
    return new SkewProtection(id, isStatic ? decoded(path) : null);
  }

  private static @Nullable String parameter(@Nullable String query) {
    return query == null || !query.contains(PARAMETER)
        ? null
        : Stream.of(query.split("&", -1))
            .filter(pair -> pair.startsWith(PARAMETER + "="))
            .findFirst()
            .map(pair -> pair.substring(PARAMETER.length() + 1))
            .orElse(null);
  }

  private static @Nullable String decoded(String path) {
    if (path.indexOf('%') < 0) {
      return path;
    }
    try {
      return URLDecoder.decode(path.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      return null; // no release has such a file
    }
  }

  /** Whether {@link #choose} may come to anything but what was picked. */
  public boolean mayChoose(Route route) {
    return (deploymentId != null || staticFile != null)
        && !(route.kept().isEmpty() && route.traffic() instanceof Traffic.Whole);
  }

  /**
   * Who answers: the release that is named, and if it lacks a static file, one that has it. Only
   * releases of the route come into question, the picked one first, then those in traffic, then
   * those kept, the latest first. What names an unknown deployment names nothing.
   *
   * @param picked who answers by {@link Route#pick}
   */
  public ReleaseName choose(Route route, ReleaseName picked, Builds builds) {
    if (deploymentId == null && staticFile != null && builds.hasFile(picked, staticFile)) {
      return picked; // nearly all files: the rest would come to the same
    }
    List<ReleaseName> known = Stream
        .of(Stream.of(picked), route.traffic().releases().stream(), route.kept().stream())
        .flatMap(releases -> releases)
        .distinct()
        .toList();
    ReleaseName named = first(known, release -> isCalled(release, builds))
        .or(() -> first(known, this::isNumbered))
        .orElse(picked);
    if (staticFile == null || builds.hasFile(named, staticFile)) {
      return named;
    }
    return first(known, release -> builds.hasFile(release, staticFile)).orElse(named);
  }

  /** Whether the request names this release. */
  public boolean names(ReleaseName release, Builds builds) {
    return isCalled(release, builds) || isNumbered(release);
  }

  private boolean isCalled(ReleaseName release, Builds builds) {
    return deploymentId != null && builds.isCalled(release, deploymentId);
  }

  private boolean isNumbered(ReleaseName release) {
    return release.deployment().toString().equals(deploymentId);
  }

  private static Optional<ReleaseName> first(List<ReleaseName> known,
      Predicate<ReleaseName> wanted) {
    return known.stream().filter(wanted).findFirst();
  }
}
