package io.whopship.adapter.r2;

import io.whopship.ports.driven.PortException;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * What went wrong with the store, and what to do about it, in words for operators and for those who
 * deploy. Names of errors are those of S3 and, where it has its own, of R2.
 */
final class S3Faults {

  private final S3Settings settings;

  S3Faults(S3Settings settings) {
    this.settings = settings;
  }

  /**
   * What an operator can mend, such as a key that is not known, counts as unavailable: it is their
   * mistake, not that of whoever uploads or deploys meanwhile.
   *
   * @param what the store does not do: {@code cannot take builds/7/artifact.zip}
   */
  PortException of(String what, SdkException fault) {
    Reason reason = reason(fault);
    String message = settings.displayName() + " bucket '" + settings.bucket() + "' " + what + ": "
        + reason.text();
    return reason.isFinal()
        ? new PortException.Rejected(message, fault)
        : new PortException.Unavailable(message, fault).of(PortException.Service.ARTIFACTS);
  }

  /** For what a thread of ours threw, so that the one who waits for it throws the same. */
  static RuntimeException unchecked(ExecutionException ended) {
    return switch (ended.getCause()) {
      case Error error -> throw error;
      case RuntimeException exception -> exception;
      case null, default -> SdkClientException.create("an unexpected error occurred", ended);
    };
  }

  private Reason reason(SdkException fault) {
    return switch (fault) {
      case S3Exception answer -> reason(answer);
      case ApiCallTimeoutException e -> noAnswer();
      case ApiCallAttemptTimeoutException e -> noAnswer();
      case AbortedException e -> mendable(
          "it was interrupted, as when this server is stopped: try again");
      default -> mendable("no connection to " + settings.endpoint() + " ("
          + innermost(fault) + "): check the endpoint and the network");
    };
  }

  private Reason noAnswer() {
    return mendable("no answer from " + settings.endpoint()
        + " in time: check the network, then try again");
  }

  private Reason reason(S3Exception answer) {
    String code = code(answer);
    String shown = " (" + answer.statusCode() + (code.isEmpty() ? "" : " " + code) + ")";
    return switch (code) {
      case "NoSuchBucket" -> mendable("there is no such bucket at " + settings.endpoint() + shown
          + ": create it, or correct the name");
      case "InvalidAccessKeyId", "Unauthorized" -> mendable(
          "the access key is not known" + shown + ": correct the access key id");
      case "SignatureDoesNotMatch" -> mendable("the signature was refused" + shown
          + ": correct the secret access key, or the region, which is '" + settings.region() + "'");
      case "RequestTimeTooSkewed", "ExpiredRequest" -> mendable(
          "the clock of this server is wrong" + shown + ": set it by a time server");
      case "PermanentRedirect", "AuthorizationHeaderMalformed" -> mendable(
          "the bucket is in another region than '" + settings.region() + "'" + shown
              + ": correct the region or the endpoint");
      case "TooManyRequests", "SlowDown" -> mendable("it was asked too often" + shown
          + ": try again in a minute");
      case "BadDigest", "IncompleteBody" -> mendable(
          "bytes were damaged on their way" + shown + ": try again");
      default -> byStatus(answer, shown);
    };
  }

  private static Reason byStatus(S3Exception answer, String shown) {
    return switch (answer.statusCode()) {
      case 401, 403 -> mendable("the access key may not do this" + shown
          + ": let it read and write objects of the bucket");
      case 404 -> mendable("it was not found" + shown
          + ": it may have been removed meanwhile, or the bucket does not exist");
      case 408, 409, 429 -> mendable("it is busy" + shown + ": try again in a minute");
      default -> answer.statusCode() >= 500 && answer.statusCode() != 501
          ? mendable("it has a fault of its own" + shown + ": try again in a minute")
          : new Reason(true, "it does not accept the request" + shown
              + ": see whether it offers all of S3 that is needed (" + firstLine(answer) + ")");
    };
  }

  /** The name of the error; empty if the answer has none, as that to a HEAD. */
  static String code(S3Exception answer) {
    AwsErrorDetails details = answer.awsErrorDetails();
    return details == null ? "" : Objects.requireNonNullElse(details.errorCode(), "");
  }

  private static String firstLine(Exception fault) {
    return String.valueOf(fault.getMessage()).lines().findFirst().orElse("");
  }

  private static String innermost(Throwable fault) {
    Throwable cause = fault;
    while (cause.getCause() != null && !cause.getCause().equals(cause)) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    String name = cause.getClass().getSimpleName().replaceAll("Exception$", "");
    String words = name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    return message == null ? words : words + ": " + message;
  }

  private static Reason mendable(String text) {
    return new Reason(false, text);
  }

  private record Reason(boolean isFinal, String text) {}
}
