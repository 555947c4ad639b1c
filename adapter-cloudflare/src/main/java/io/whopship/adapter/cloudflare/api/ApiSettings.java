package io.whopship.adapter.cloudflare.api;

import io.whopship.ports.model.identity.Secret;
import java.net.URI;
import java.time.Duration;

/**
 * Where the API is, and as whom it is called.
 *
 * @param baseUrl without a slash at its end: {@code https://api.cloudflare.com/client/v4}
 * @param account the id of the account, 32 hexadecimal digits
 * @param callTime how long one call may take; {@code uploadTime} for those that carry content
 * @param pauses how it is waited between two tries
 */
public record ApiSettings(URI baseUrl, String account, Secret token, Duration callTime,
    Duration uploadTime, Pauses pauses) {

  public static final URI CLOUDFLARE = URI.create("https://api.cloudflare.com/client/v4");

  /** With the times that suit Cloudflare. */
  public static ApiSettings of(URI baseUrl, String account, Secret token) {
    return new ApiSettings(baseUrl, account, token, Duration.ofSeconds(30),
        Duration.ofSeconds(120), Pauses.REAL);
  }

  /** The same with another way to wait. */
  public ApiSettings with(Pauses newPauses) {
    return new ApiSettings(baseUrl, account, token, callTime, uploadTime, newPauses);
  }
}
