package io.whopship.adapter.r2;

import io.whopship.ports.driven.Checkable.Check;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Whether the bucket can be used, and if not, which setting is to blame. */
final class S3Check {

  /**
   * The SDK corrects its own calls. Upload URLs that are signed too late or too soon are refused.
   */
  private static final Duration MAX_SKEW = Duration.ofMinutes(5);

  private final S3Client s3;
  private final S3Settings settings;
  private final S3Faults faults;
  private final InstantSource clock;
  private final AwsRequestOverrideConfiguration quick;

  S3Check(S3Client s3, S3Settings settings, S3Timeouts timeouts, S3Faults faults,
      InstantSource clock) {
    this.s3 = s3;
    this.settings = settings;
    this.faults = faults;
    this.clock = clock;
    this.quick = AwsRequestOverrideConfiguration.builder()
        .apiCallTimeout(timeouts.check())
        .apiCallAttemptTimeout(timeouts.check())
        .build();
  }

  Check check() {
    try {
      return byItsClock(s3.headBucket(
          head -> head.bucket(settings.bucket()).overrideConfiguration(quick)).sdkHttpResponse());
    } catch (S3Exception e) {
      return inWords();
    } catch (SdkException e) {
      return unusable(e);
    }
  }

  /** The answer to a HEAD has no words. Also for keys that may list, but not look at the bucket. */
  private Check inWords() {
    try {
      return byItsClock(s3.listObjectsV2(list -> list.bucket(settings.bucket())
          .maxKeys(1)
          .overrideConfiguration(quick)).sdkHttpResponse());
    } catch (SdkException e) {
      return unusable(e);
    }
  }

  private Check byItsClock(SdkHttpResponse answer) {
    Optional<Instant> theirs = answer.firstMatchingHeader("Date").flatMap(S3Check::instant);
    Duration ahead = theirs.map(date -> Duration.between(date, clock.instant()))
        .orElse(Duration.ZERO);
    return ahead.abs().compareTo(MAX_SKEW) <= 0
        ? new Check.Usable()
        : new Check.Unusable("the clock of this server is " + ahead.abs().toMinutes() + " minutes "
            + (ahead.isNegative() ? "behind" : "ahead of") + " that of " + settings.displayName()
            + ", which will refuse upload URLs: set it by a time server");
  }

  private static Optional<Instant> instant(String date) {
    try {
      return Optional.of(
          ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private Check unusable(SdkException fault) {
    return new Check.Unusable(
        String.valueOf(faults.of("cannot be used", fault).getMessage()));
  }
}
