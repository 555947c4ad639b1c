package io.whopship.adapter.cloudflare.api;

import io.whopship.ports.driven.Edge.Progress;
import io.whopship.ports.model.identity.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One thing to be asked of the API.
 *
 * @param path below the base URL, with its query; of names only what {@link #segment} made of them
 * @param what for a person, within a sentence: {@code the upload of assets}
 * @param session the token of an upload session, which stands for the API's own; {@code null}
 * without
 * @param passing codes that may be gone in a while, as when a worker is bound to what was just
 * created; if they are not, no answer came that stands
 * @param progress told of each further try
 * @param deadline after which it is not sent any more; {@code null} without
 */
public record Call(Product product, String method, String path, String what,
    @Nullable Content content, @Nullable Secret session, Set<Trait> traits, Set<Integer> passing,
    Progress progress, @Nullable Deadline deadline) {

  /** What a call is like, besides. */
  public enum Trait {
    /** To send it twice is as good as once. */
    REPEATABLE,
    /** It carries content, which takes time. */
    HEAVY,
    /** Whoever asks does not wait: it is tried once, for a few seconds. */
    BRIEF,
    /** A good answer is no envelope but the bytes themselves. */
    RAW,
    /** Of a raw one the bytes are JSON. */
    JSON,
    /** An answer without a result is none. */
    NEEDS_RESULT
  }

  public Call {
    traits = Set.copyOf(traits);
    passing = Set.copyOf(passing);
  }

  public static Call get(Product product, String path, String what) {
    return of(product, "GET", path, what).with(Trait.REPEATABLE);
  }

  public static Call put(Product product, String path, String what, Content content) {
    return of(product, "PUT", path, what).with(Trait.REPEATABLE).carrying(content);
  }

  /** Is sent a second time only if the first certainly had no effect, unless it is repeatable. */
  public static Call post(Product product, String path, String what, Content content) {
    return of(product, "POST", path, what).carrying(content);
  }

  public static Call delete(Product product, String path, String what) {
    return of(product, "DELETE", path, what).with(Trait.REPEATABLE);
  }

  private static Call of(Product product, String method, String path, String what) {
    return new Call(product, method, path, what, null, null, Set.of(), Set.of(), line -> {
    }, null);
  }

  /** A name as one segment of a path, or a value in a query. */
  public static String segment(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  public boolean is(Trait trait) {
    return traits.contains(trait);
  }

  public Call with(Trait trait) {
    EnumSet<Trait> more = EnumSet.of(trait);
    more.addAll(traits);
    return new Call(product, method, path, what, content, session, more, passing, progress,
        deadline);
  }

  private Call carrying(Content body) {
    return new Call(product, method, path, what, body, session, traits, passing, progress,
        deadline);
  }

  /** With the token of an upload session; such calls do not count against the API's token. */
  public Call within(Secret uploadSession) {
    return new Call(product, method, path, what, content, uploadSession, traits, passing, progress,
        deadline);
  }

  public Call againOn(Set<Integer> codes) {
    return new Call(product, method, path, what, content, session, traits, codes, progress,
        deadline);
  }

  public Call telling(Progress listener) {
    return new Call(product, method, path, what, content, session, traits, passing, listener,
        deadline);
  }

  Call before(Deadline end) {
    return new Call(product, method, path, what, content, session, traits, passing, progress, end);
  }

  boolean isLate() {
    return deadline != null && deadline.hasPassed();
  }
}
