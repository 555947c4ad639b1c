package io.whopship.ports.model.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A page, or an answer that was fetched, as OpenNext left it for the cache when it built the app.
 *
 * @param buildId of Next.js: part of every key, so that builds can share a store
 * @param path its place below {@code cache/}: {@code <build>/index.cache} or
 * {@code __fetch/<build>/<hash>}
 * @param name what the worker will ask for, from which the key is made
 */
public record CacheFile(String buildId, String path, Kind kind, String name, ArtifactEntry source) {

  /** Where the worker looks, unless a variable of the app says another place. */
  public static final String DEFAULT_PREFIX = "incremental-cache";

  private static final String FETCHED = "__fetch/";
  private static final String PAGE = ".cache";

  /** What a file holds. */
  public enum Kind {
    PAGE("cache"), FETCHED("fetch");

    private final String ending;

    Kind(String ending) {
      this.ending = ending;
    }
  }

  /**
   * A file below {@code cache/}; empty if it is none that OpenNext would look for.
   *
   * @param path relative to {@code cache/}
   */
  public static Optional<CacheFile> of(String path, ArtifactEntry source) {
    if (path.startsWith(FETCHED)) {
      return of(path, Kind.FETCHED, path.substring(FETCHED.length()), source);
    }
    return path.endsWith(PAGE)
        ? of(path, Kind.PAGE, path.substring(0, path.length() - PAGE.length()), source)
        : Optional.empty();
  }

  private static Optional<CacheFile> of(String path, Kind kind, String named,
      ArtifactEntry source) {
    int slash = named.indexOf('/');
    if (slash < 1 || slash == named.length() - 1) {
      return Optional.empty();
    }
    // The worker asks for a page by its path, with the slash, and for an answer by its hash alone.
    String name = named.substring(kind == Kind.PAGE ? slash : slash + 1);
    return Optional.of(new CacheFile(named.substring(0, slash), path, kind, name, source));
  }

  /** The key under which the worker looks for it in a KV namespace or a bucket. */
  public String key(String prefix) {
    return keyPrefix(prefix, buildId) + HexFormat.of().formatHex(sha256(name)) + "." + kind.ending;
  }

  /** With what the keys of everything begin that one build ever has in its cache. */
  public static String keyPrefix(String prefix, String buildId) {
    return (prefix + "/" + buildId + "/").replaceAll("/+", "/");
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
