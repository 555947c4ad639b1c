package io.whopship.adapter.cloudflare.edge;

import io.whopship.adapter.cloudflare.edge.CloudflareSettings.ObjectAccess;
import io.whopship.ports.driven.PortException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * What lies in the buckets of apps, by S3: it has no part in the budget of the REST API, which a
 * cache of a thousand pages would use up.
 */
final class R2Objects implements AutoCloseable {

  private static final Duration CALL = Duration.ofSeconds(60);
  private static final Duration ATTEMPT = Duration.ofSeconds(20);

  private static final int AT_ONCE = 16;

  private final S3Client client;

  R2Objects(ObjectAccess access) {
    this.client = S3Client.builder()
        .endpointOverride(access.endpoint())
        .region(Region.of("auto"))
        .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials
            .create(access.accessKeyId(), access.secretAccessKey().reveal())))
        .forcePathStyle(true)
        // R2 takes neither signed chunks nor the checksums that newer clients add unasked.
        .serviceConfiguration(service -> service.chunkedEncodingEnabled(false))
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(config -> config.apiCallTimeout(CALL)
            .apiCallAttemptTimeout(ATTEMPT))
        .build();
  }

  /** Puts many objects, some at once. */
  void putAll(String bucket, Map<String, byte[]> contents) {
    try (ExecutorService putting = Executors.newFixedThreadPool(AT_ONCE,
        Thread.ofVirtual().factory())) {
      List<Future<?>> puts = new ArrayList<>();
      contents.forEach((key, content) -> puts.add(putting.submit(() -> put(bucket, key, content))));
      for (Future<?> put : puts) {
        await(put, putting);
      }
    }
  }

  private static void await(Future<?> put, ExecutorService putting) {
    try {
      put.get();
    } catch (ExecutionException e) {
      putting.shutdownNow();
      throw e.getCause() instanceof PortException fault
          ? fault
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      putting.shutdownNow();
      Thread.currentThread().interrupt();
      throw new PortException.Unavailable("Filling a bucket was interrupted", e);
    }
  }

  private void put(String bucket, String key, byte[] content) {
    call(bucket, () -> client.putObject(request -> request.bucket(bucket).key(key),
        RequestBody.fromBytes(content)));
  }

  Set<String> keys(String bucket, String prefix) {
    return call(bucket, () -> {
      Set<String> keys = new HashSet<>();
      client.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix))
          .contents()
          .forEach(object -> keys.add(object.key()));
      return keys;
    });
  }

  /**
   * Removes all objects whose keys begin so. That the bucket is not there is fine.
   *
   * @param between run after each thousand: whoever throws there leaves the rest
   */
  void removeAll(String bucket, String prefix, Runnable between) {
    call(bucket, () -> {
      try {
        client.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix))
            .forEach(page -> {
              removeAll(bucket, page.contents());
              between.run();
            });
      } catch (NoSuchBucketException gone) {
        return bucket; // with all it held
      }
      return bucket;
    });
  }

  private void removeAll(String bucket, List<S3Object> objects) {
    if (objects.isEmpty()) {
      return;
    }
    List<ObjectIdentifier> keys = objects.stream()
        .map(object -> ObjectIdentifier.builder().key(object.key()).build())
        .toList();
    List<S3Error> left = client.deleteObjects(request -> request.bucket(bucket)
        .delete(Delete.builder().objects(keys).quiet(true).build())).errors();
    if (!left.isEmpty()) {
      throw new PortException.Unavailable("Of the bucket " + bucket + " " + left.size()
          + " objects could not be removed: " + left.getFirst().message(), null);
    }
  }

  private static <T> T call(String bucket, Supplier<T> call) {
    try {
      return call.get();
    } catch (S3Exception e) {
      if (e.statusCode() == 401 || e.statusCode() == 403) {
        throw new PortException.Rejected("The S3 keys may not use the bucket " + bucket
            + ". Apps have buckets of their own: the keys must be of an R2 API token with 'Object"
            + " Read & Write' for all buckets of the account.", e);
      }
      throw new PortException.Unavailable(
          "The bucket " + bucket + " cannot be used: " + e.getMessage(), e);
    } catch (SdkException e) {
      throw new PortException.Unavailable(
          "The bucket " + bucket + " cannot be used: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
