package io.whopship.adapter.cloudflare.workerd;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.whopship.ports.model.rollout.StickyId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;

/**
 * Somebody who asks for a site, known again by a cookie.
 *
 * @param isNew has no cookie yet and is to be given one
 */
record Visitor(StickyId id, boolean isNew) {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int ID_BYTES = 16;
  private static final Duration REMEMBERED = Duration.ofDays(365);

  static Visitor of(HttpServerRequest request) {
    for (Cookie cookie : request.cookies(StickyId.COOKIE)) {
      var known = StickyId.ofCookie(cookie.getValue());
      if (known.isPresent()) {
        return new Visitor(known.get(), false);
      }
    }
    return new Visitor(mint(), true);
  }

  private static StickyId mint() {
    byte[] bytes = new byte[ID_BYTES];
    RANDOM.nextBytes(bytes);
    return new StickyId(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** The Set-Cookie field that makes this visitor known again. */
  String setCookie(boolean https) {
    return Cookie.cookie(StickyId.COOKIE, id.value())
        .setPath("/")
        .setHttpOnly(true)
        .setSameSite(CookieSameSite.LAX)
        .setMaxAge(REMEMBERED.toSeconds())
        .setSecure(https)
        .encode();
  }
}
