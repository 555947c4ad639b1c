package io.whopship.adapter.cloudflare.edge;

import io.whopship.adapter.cloudflare.api.ApiSettings;
import io.whopship.ports.model.identity.Secret;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How workers on Cloudflare are reached.
 *
 * @param probeSecret that the dispatcher has, too
 * @param objects the way to what lies in R2
 * @param spread how long until all of Cloudflare sees a new route
 * @param figuresDelay how long Cloudflare may take until it has recorded a request
 * @param https whether visitors, and so probes, come over TLS
 * @param visitors where visitors come in, for a dispatcher that no name leads to; {@code null} goes
 * by the name of the site
 */
public record CloudflareSettings(ApiSettings api, Installation installation, Secret probeSecret,
    ObjectAccess objects, Duration spread, Duration figuresDelay, boolean https,
    @Nullable InetSocketAddress visitors) {

  /** Workers KV: "up to 60 seconds or more"; until then, half of the visitors may be elsewhere. */
  public static final Duration USUAL_SPREAD = Duration.ofSeconds(75);

  /** Not promised anywhere; nearly all are recorded much sooner. */
  public static final Duration USUAL_FIGURES_DELAY = Duration.ofSeconds(60);

  /**
   * Access to the buckets of the account by S3.
   *
   * @param endpoint {@code https://<account>.r2.cloudflarestorage.com}
   */
  public record ObjectAccess(URI endpoint, String accessKeyId, Secret secretAccessKey) {

    /** R2 of an account. */
    public static ObjectAccess r2(String account, String accessKeyId, Secret secretAccessKey) {
      return new ObjectAccess(URI.create("https://" + account + ".r2.cloudflarestorage.com"),
          accessKeyId, secretAccessKey);
    }
  }
}
