package io.whopship.adapter.r2;

import io.whopship.ports.driven.ArtifactStore.Stored;
import io.whopship.ports.model.artifact.ArtifactKey;
import io.whopship.ports.model.artifact.Checksum;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Bytes of unknown number on their way into the store. Few go in one call. Many go in parts, one
 * while the next comes in, and become an object only when all are there and their checksum is
 * right; no more than two parts are in memory.
 */
final class S3Upload {

  /** The least that S3 takes for any part but the last. R2 wants all of them to be equal. */
  static final int PART_BYTES = 5 * 1024 * 1024;

  /** As many parts as S3 takes. */
  static final long MAX_BYTES = 10_000L * PART_BYTES;

  private static final Logger log = LoggerFactory.getLogger(S3Upload.class);

  private final S3Client s3;
  private final String bucket;
  private final String key;
  private final AwsRequestOverrideConfiguration slow;

  S3Upload(S3Client s3, String bucket, ArtifactKey key, S3Timeouts timeouts) {
    this.s3 = s3;
    this.bucket = bucket;
    this.key = key.value();
    this.slow = AwsRequestOverrideConfiguration.builder()
        .apiCallTimeout(timeouts.part())
        .apiCallAttemptTimeout(S3Timeouts.attempt(timeouts.part()))
        .build();
  }

  Stored store(IncomingParts incoming, @Nullable Checksum expected) {
    byte[] first = incoming.first(PART_BYTES);
    if (incoming.areTooMany()) {
      return new Stored.TooLarge();
    }
    return first.length < PART_BYTES
        ? put(first, incoming, expected)
        : putInParts(first, incoming, expected);
  }

  private Stored put(byte[] content, IncomingParts incoming, @Nullable Checksum expected) {
    Checksum actual = incoming.checksum();
    if (expected != null && !expected.equals(actual)) {
      return new Stored.OtherChecksum(actual);
    }
    s3.putObject(put -> put.bucket(bucket)
        .key(key)
        .contentType(S3UploadUrl.CONTENT_TYPE)
        .contentMD5(md5(content, content.length))
        .checksumSHA256(base64(actual))
        .overrideConfiguration(slow), body(content, content.length));
    return new Stored.Done(content.length, actual);
  }

  private static String base64(Checksum checksum) {
    byte[] digest = HexFormat.of().parseHex(checksum.text().substring("sha256:".length()));
    return Base64.getEncoder().encodeToString(digest);
  }

  private Stored putInParts(byte[] first, IncomingParts incoming, @Nullable Checksum expected) {
    String upload = s3.createMultipartUpload(create -> create.bucket(bucket)
        .key(key)
        .contentType(S3UploadUrl.CONTENT_TYPE)).uploadId();
    boolean done = false;
    try {
      List<CompletedPart> parts = send(upload, first, incoming);
      if (incoming.areTooMany()) {
        return new Stored.TooLarge();
      }
      Checksum actual = incoming.checksum();
      if (expected != null && !expected.equals(actual)) {
        return new Stored.OtherChecksum(actual);
      }
      s3.completeMultipartUpload(complete -> complete.bucket(bucket)
          .key(key)
          .uploadId(upload)
          .multipartUpload(all -> all.parts(parts))
          .overrideConfiguration(slow));
      done = true;
      return new Stored.Done(incoming.bytes(), actual);
    } finally {
      if (!done) {
        abort(upload);
      }
    }
  }

  /** Sends one part while the next comes in. Leaves none on its way, however it ends. */
  private List<CompletedPart> send(String upload, byte[] first, IncomingParts incoming) {
    List<CompletedPart> parts = new ArrayList<>();
    byte[] leaving = first;
    byte[] arriving = new byte[PART_BYTES];
    int count = first.length;
    while (count > 0 && !incoming.areTooMany()) {
      try (PartOnItsWay part = send(upload, parts.size() + 1, leaving, count)) {
        count = count < PART_BYTES ? 0 : incoming.next(arriving);
        parts.add(part.arrived());
      }
      byte[] free = leaving;
      leaving = arriving;
      arriving = free;
    }
    return parts;
  }

  private PartOnItsWay send(String upload, int number, byte[] content, int count) {
    return PartOnItsWay.start(() -> {
      String etag = s3.uploadPart(part -> part.bucket(bucket)
          .key(key)
          .uploadId(upload)
          .partNumber(number)
          .contentMD5(md5(content, count))
          .overrideConfiguration(slow), body(content, count)).eTag();
      return CompletedPart.builder().partNumber(number).eTag(etag).build();
    });
  }

  /** Over TLS the signature does not cover the content. This every S3 compares. */
  private static String md5(byte[] content, int count) {
    MessageDigest md5 = IncomingParts.digest("MD5");
    md5.update(content, 0, count);
    return Base64.getEncoder().encodeToString(md5.digest());
  }

  /** Made of the very array, which the SDK's own bodies would copy; sent again when it must be. */
  private static RequestBody body(byte[] content, int count) {
    return RequestBody.fromContentProvider(() -> new ByteArrayInputStream(content, 0, count),
        count, S3UploadUrl.CONTENT_TYPE);
  }

  /** What resists is only worth a line: R2 drops it after a week, by itself. */
  private void abort(String upload) {
    // A thread that is interrupted could not make the call, and the parts would stay.
    boolean interrupted = Thread.interrupted();
    try {
      s3.abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(upload));
    } catch (SdkException e) {
      log.warn("upload in parts not aborted bucket={} key={} upload={} reason=\"{}\"", bucket, key,
          upload, e.toString());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
