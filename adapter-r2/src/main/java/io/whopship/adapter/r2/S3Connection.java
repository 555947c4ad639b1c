package io.whopship.adapter.r2;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/** The SDK, told what R2 does not understand. Whatever else calls itself S3 takes that, too. */
final class S3Connection {

  private S3Connection() {}

  static S3Client open(S3Settings settings, S3Timeouts timeouts, ExecutionInterceptor... watchers) {
    return S3Client.builder()
        .endpointOverride(settings.endpoint())
        .region(Region.of(settings.region()))
        .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials
            .create(settings.accessKeyId(), settings.secretAccessKey().reveal())))
        // Both are needed: without the first, R2 stores the framing of chunks or refuses the
        // signature; without the second, it refuses checksums that it does not know.
        .serviceConfiguration(S3Configuration.builder()
            .pathStyleAccessEnabled(settings.pathStyle())
            .chunkedEncodingEnabled(false)
            .build())
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .httpClientBuilder(UrlConnectionHttpClient.builder()
            .connectionTimeout(timeouts.connect())
            .socketTimeout(timeouts.silence()))
        .overrideConfiguration(override -> {
          override.retryStrategy(RetryMode.STANDARD)
              .apiCallTimeout(timeouts.call())
              .apiCallAttemptTimeout(S3Timeouts.attempt(timeouts.call()));
          for (ExecutionInterceptor watcher : watchers) {
            override.addExecutionInterceptor(watcher);
          }
        })
        .build();
  }
}
