package io.whopship.adapter.r2;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.identity.Secret;
import java.net.SocketException;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What R2 and other stores answer when they do not do what they are asked, R2's own codes too. */
class S3FaultsTest {

  private final S3Faults faults = new S3Faults(
      S3Settings.of(URI.create("https://account.r2.cloudflarestorage.com"), "builds", "key",
          new Secret("hunter2")));

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "404 | NoSuchBucket          | create it, or correct the name",
      "403 | InvalidAccessKeyId    | correct the access key id",
      "401 | Unauthorized          | correct the access key id",
      "403 | SignatureDoesNotMatch | correct the secret access key, or the region, which is 'auto'",
      "403 | RequestTimeTooSkewed  | set it by a time server",
      "400 | ExpiredRequest        | set it by a time server",
      "301 | PermanentRedirect     | correct the region or the endpoint",
      "429 | TooManyRequests       | try again in a minute",
      "503 | SlowDown              | try again in a minute",
      "400 | BadDigest             | try again",
      "403 | NotEntitled           | let it read and write objects of the bucket",
      "404 | NoSuchUpload          | may have been removed meanwhile, or the bucket does not exist",
      "409 | OperationAborted      | try again in a minute",
      "500 | InternalError         | try again in a minute"})
  void whatTimeOrAnOperatorMendsIsUnavailable(int status, String code, String whatToDo) {
    assertThat(of(answer(status, code, "whatever it says")))
        .isInstanceOf(PortException.Unavailable.class)
        .hasMessageStartingWith("R2 bucket 'builds' cannot give builds/7/artifact.zip: ")
        .hasMessageContaining("(" + status + " " + code + ")")
        .hasMessageEndingWith(whatToDo);
  }

  @Test
  void whatIsNoRequestToTheStoreIsRejectedInItsOwnWords() {
    assertThat(of(answer(501, "NotImplemented", "no such header")))
        .isInstanceOf(PortException.Rejected.class)
        .hasMessageContaining("it does not accept the request (501 NotImplemented)");
    assertThat(of(answer(400, "InvalidArgument", "no such header")))
        .isInstanceOf(PortException.Rejected.class)
        .hasMessageContaining("it does not accept the request (400 InvalidArgument)")
        .hasMessageContaining("no such header");
  }

  @Test
  void anAnswerWithoutWordsIsToldByItsStatus() {
    assertThat(of((S3Exception) S3Exception.builder().statusCode(403).message("").build()))
        .hasMessageContaining("the access key may not do this (403):");
  }

  @Test
  void aConnectionThatFailsIsToldWithItsFirstCause() {
    assertThat(of(SdkClientException.create("sdk", new SocketException("Connection reset"))))
        .hasMessageContaining("no connection to https://account.r2.cloudflarestorage.com"
            + " (socket: Connection reset)");
    assertThat(of(SdkClientException.create("sdk", new SocketException())))
        .hasMessageContaining("(socket)");
  }

  @Test
  void silenceIsToldAsSuch() {
    assertThat(of(ApiCallTimeoutException.create(4000))).hasMessageContaining(
        "no answer from https://account.r2.cloudflarestorage.com in time");
  }

  @Test
  void whatAThreadThrewIsThrownByWhoWaitsForIt() {
    IllegalStateException thrown = new IllegalStateException("a bug");

    assertThat(S3Faults.unchecked(new ExecutionException(thrown))).isSameAs(thrown);
    assertThat(S3Faults.unchecked(new ExecutionException(new Exception("checked"))))
        .isInstanceOf(SdkClientException.class);
  }

  private PortException of(SdkException fault) {
    return faults.of("cannot give builds/7/artifact.zip", fault);
  }

  private static S3Exception answer(int status, String code, String message) {
    return (S3Exception) S3Exception.builder()
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(message).build())
        .statusCode(status)
        .build();
  }
}
