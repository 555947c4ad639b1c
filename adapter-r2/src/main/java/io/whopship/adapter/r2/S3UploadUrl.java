package io.whopship.adapter.r2;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Signs URLs that whoever has them may PUT to, with the content type of a zip and no other. Not the
 * SDK's presigner: that one knows no clock but the machine's.
 */
final class S3UploadUrl {

  static final String CONTENT_TYPE = "application/zip";

  /** S3 and R2 take no longer ones. */
  private static final Duration LONGEST = Duration.ofDays(7);

  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final AwsCredentialsIdentity credentials;
  private final String region;
  private final InstantSource clock;

  S3UploadUrl(S3Settings settings, InstantSource clock) {
    this.credentials = AwsCredentialsIdentity.create(settings.accessKeyId(),
        settings.secretAccessKey().reveal());
    this.region = settings.region();
    this.clock = clock;
  }

  URI sign(URI object, Instant expiresAt) {
    Instant now = clock.instant();
    SdkHttpRequest request = SdkHttpRequest.builder()
        .method(SdkHttpMethod.PUT)
        .uri(object)
        .putHeader("Content-Type", CONTENT_TYPE)
        .build();
    return signer.sign(sign -> sign.identity(credentials)
        .request(request)
        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
        .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false)
        .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AwsV4HttpSigner.AuthLocation.QUERY_STRING)
        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, within(now, expiresAt))
        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(now, ZoneOffset.UTC)))
        .request()
        .getUri();
  }

  private static Duration within(Instant now, Instant expiresAt) {
    Duration wanted = Duration.between(now, expiresAt);
    Duration atLeast = wanted.compareTo(SHORTEST) < 0 ? SHORTEST : wanted;
    return atLeast.compareTo(LONGEST) > 0 ? LONGEST : atLeast;
  }
}
