package io.whopship.adapter.r2;

import io.whopship.ports.model.identity.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Which bucket, and how to get at it. The bucket belongs to one WhopShip alone: an artifact in it
 * that belongs to no deployment is removed after a day.
 *
 * <p>
 * What cannot be is refused with an {@link IllegalArgumentException} whose message begins with the
 * name of the component.
 *
 * @param endpoint of the service, without the bucket:
 * {@code https://<account>.r2.cloudflarestorage.com}
 * @param region {@code auto} for R2
 * @param pathStyle whether the bucket stands in the path ({@code endpoint/bucket}) or before the
 * host
 */
public record S3Settings(URI endpoint, String region, String bucket, String accessKeyId,
    Secret secretAccessKey, boolean pathStyle) {

  private static final String ENDPOINT_RULE = "endpoint must be an http or https URL such as"
      + " https://<account>.r2.cloudflarestorage.com, but is '";

  private static final String R2 = "r2.cloudflarestorage.com";

  public S3Settings {
    String scheme = endpoint.getScheme() == null ? "" : endpoint.getScheme();
    if (!scheme.matches("https?") || endpoint.getHost() == null || endpoint.getQuery() != null) {
      throw new IllegalArgumentException(ENDPOINT_RULE + withoutUser(endpoint.toString()) + "'");
    }
    if (endpoint.getUserInfo() != null) {
      throw new IllegalArgumentException("endpoint must carry no user and password, but is '"
          + withoutUser(endpoint.toString()) + "'");
    }
    if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
      throw new IllegalArgumentException("bucket must have 3 to 63 lower-case letters, digits, dots"
          + " and hyphens, but is '" + bucket + "'");
    }
    String path = endpoint.getPath().replaceAll("/+$", "");
    if (path.endsWith("/" + bucket)) {
      throw new IllegalArgumentException("endpoint must not end with the bucket, but is '"
          + endpoint + "': leave out '/" + bucket + "'");
    }
    requirePrintable("region", region, region);
    requirePrintable("accessKeyId", accessKeyId, accessKeyId);
    requirePrintable("secretAccessKey", secretAccessKey.reveal(), secretAccessKey.toString());
  }

  /** As R2 wants it, and as most others take it: region {@code auto}, the bucket in the path. */
  public static S3Settings of(URI endpoint, String bucket, String accessKeyId,
      Secret secretAccessKey) {
    return new S3Settings(endpoint, "auto", bucket, accessKeyId, secretAccessKey, true);
  }

  /**
   * Reads a URL whose form is checked later.
   *
   * @throws IllegalArgumentException if it is none, as of the others
   */
  public static URI endpoint(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      // without e, whose message has the password
      throw new IllegalArgumentException(ENDPOINT_RULE + withoutUser(text) + "'");
    }
  }

  public S3Settings withRegion(String name) {
    return new S3Settings(endpoint, name, bucket, accessKeyId, secretAccessKey, pathStyle);
  }

  public S3Settings withPathStyle(boolean inThePath) {
    return new S3Settings(endpoint, region, bucket, accessKeyId, secretAccessKey, inThePath);
  }

  /** What people call the store: {@code R2}, or {@code S3} for any other. */
  public String displayName() {
    String host = endpoint.getHost().toLowerCase(Locale.ROOT);
    return host.equals(R2) || host.endsWith("." + R2) ? "R2" : "S3";
  }

  private static void requirePrintable(String name, String value, String shown) {
    if (!value.matches("[\\x21-\\x7e]+")) {
      throw new IllegalArgumentException(name
          + " must be printable ASCII characters without spaces, but is '" + shown + "'");
    }
  }

  /** Of what is no URL, too: there whatever comes before an @ may be a password. */
  private static String withoutUser(String url) {
    return url.replaceFirst("^([a-zA-Z]+://)?.*@", "$1********@");
  }
}
