package io.whopship.adapter.r2;

import io.whopship.ports.model.artifact.ArtifactKey;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * One object on its way into a file, as it was when its ETag was read. A large one comes in several
 * ranges at once. Where a connection breaks, the next goes on.
 */
final class S3Download {

  static final int RANGE_BYTES = 16 * 1024 * 1024;

  private static final int AT_ONCE = 4;
  private static final int BUFFER_BYTES = 64 * 1024;

  /** Connections that may break in one range. */
  private static final int MAX_BROKEN = 10;

  private static final Logger log = LoggerFactory.getLogger(S3Download.class);

  private final S3Client s3;
  private final String bucket;
  private final ArtifactKey key;
  private final String etag;
  private final long bytes;
  private final long giveUpAt;
  private final AtomicLong nextRange = new AtomicLong();

  S3Download(S3Client s3, String bucket, ArtifactKey key, String etag, long bytes, Duration most) {
    this.s3 = s3;
    this.bucket = bucket;
    this.key = key;
    this.etag = etag;
    this.bytes = bytes;
    this.giveUpAt = System.nanoTime() + most.toNanos();
  }

  /**
   * @throws IOException if the file cannot be written
   * @throws software.amazon.awssdk.core.exception.SdkException if the store does not give it
   */
  void into(Path target) throws IOException {
    try (FileChannel file = FileChannel.open(target, StandardOpenOption.CREATE_NEW,
        StandardOpenOption.WRITE)) {
      long ranges = (bytes + RANGE_BYTES - 1) / RANGE_BYTES;
      if (ranges <= 1) {
        ranges(file);
      } else {
        severalAtOnce(file, (int) Math.min(AT_ONCE, ranges));
      }
    }
  }

  private void severalAtOnce(FileChannel file, int number) throws IOException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> downloads = new ArrayList<>();
      for (int i = 0; i < number; i++) {
        downloads.add(threads.submit(() -> {
          ranges(file);
          return file;
        }));
      }
      try {
        for (Future<?> download : downloads) {
          download.get();
        }
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IOException cause) {
          throw cause;
        }
        throw S3Faults.unchecked(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw AbortedException.create("interrupted", e);
      } finally {
        threads.shutdownNow();
      }
    }
  }

  /** Takes one range after the other, until none is left, or one has failed and all is in vain. */
  private void ranges(FileChannel file) throws IOException {
    boolean failed = true;
    try {
      for (long first = next(); first < bytes; first = next()) {
        range(file, first, Math.min(first + RANGE_BYTES, bytes));
      }
      failed = false;
    } finally {
      if (failed) {
        nextRange.set(bytes);
      }
    }
  }

  private long next() {
    return nextRange.getAndAdd(RANGE_BYTES);
  }

  private void range(FileChannel file, long first, long end) throws IOException {
    long at = first;
    for (int broken = 1; at < end; broken++) {
      try {
        copy(file, at, end);
        return;
      } catch (BrokenOff e) {
        at = e.at;
        if (broken == MAX_BROKEN) {
          throw SdkClientException.create("the connection broke again and again", e);
        }
        log.info("download goes on key={} at={} of={} reason=\"{}\"", key, at, bytes,
            String.valueOf(e.getCause()));
      }
    }
  }

  private void copy(FileChannel file, long first, long end) throws IOException {
    ResponseInputStream<GetObjectResponse> body = open(first, end);
    boolean whole = false;
    try {
      copy(body, file, first, end);
      whole = true;
    } finally {
      if (whole) {
        body.close();
      } else {
        // Closing reads on to the end, so that the connection can be used again.
        body.abort();
      }
    }
  }

  private ResponseInputStream<GetObjectResponse> open(long first, long end) {
    return s3.getObject(get -> get.bucket(bucket)
        .key(key.value())
        .ifMatch(etag)
        .range("bytes=" + first + "-" + (end - 1)), ResponseTransformer.toInputStream());
  }

  private void copy(ResponseInputStream<GetObjectResponse> body, FileChannel file, long first,
      long end) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long at = first;
    while (at < end) {
      if (System.nanoTime() - giveUpAt > 0) {
        throw ApiCallTimeoutException.builder().message("the download is too slow").build();
      }
      int count = read(body, buffer, (int) Math.min(buffer.length, end - at), at);
      ByteBuffer bytesRead = ByteBuffer.wrap(buffer, 0, count);
      while (bytesRead.hasRemaining()) {
        at += file.write(bytesRead, at);
      }
    }
  }

  private static int read(ResponseInputStream<GetObjectResponse> body, byte[] buffer, int most,
      long at) throws BrokenOff {
    try {
      int count = body.read(buffer, 0, most);
      if (count < 0) {
        throw new EOFException("the answer ended early");
      }
      return count;
    } catch (IOException e) {
      throw new BrokenOff(at, e);
    }
  }

  /** The store's answer ended in the middle: not to be mistaken for a file that takes no more. */
  private static final class BrokenOff extends IOException {

    private static final long serialVersionUID = 1L;

    private final long at;

    BrokenOff(long at, IOException cause) {
      super("the connection broke at byte " + at, cause);
      this.at = at;
    }
  }
}
