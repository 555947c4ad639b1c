package io.whopship.adapter.r2;

import io.whopship.ports.driven.ArtifactStore.Fetched;
import io.whopship.ports.driven.ArtifactStore.LocalFile;
import io.whopship.ports.model.artifact.ArtifactKey;
import io.whopship.testkit.S3Server;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.S3Client;

/** A real S3 server, and stores over buckets of it. */
final class S3World implements AutoCloseable {

  /** Short enough to wait for. */
  static final S3Timeouts IMPATIENT = new S3Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(1),
      Duration.ofSeconds(3), Duration.ofSeconds(4), Duration.ofSeconds(1), Duration.ofSeconds(20));

  /** Long enough for a machine that is busy with other things. */
  static final S3Timeouts PATIENT = new S3Timeouts(Duration.ofSeconds(30), Duration.ofSeconds(30),
      Duration.ofMinutes(2), Duration.ofMinutes(4), Duration.ofSeconds(30), Duration.ofMinutes(2));

  private static final AtomicInteger BUCKETS = new AtomicInteger();

  final S3Server server;
  private final Path temporary;

  private S3World(S3Server server, Path temporary) {
    this.server = server;
    this.temporary = temporary;
  }

  static S3World open(Path temporary) throws IOException {
    Path module = Path.of(System.getProperty("whopship.home"), "adapter-r2/s3-server");
    return new S3World(S3Server.start(module, temporary.resolve("objects")), temporary);
  }

  /** A bucket that nobody used before. */
  S3Settings newBucket() throws IOException {
    String bucket = "artifacts-" + BUCKETS.incrementAndGet();
    server.makeBucket(bucket);
    return settings(server.endpoint(), bucket);
  }

  static S3Settings settings(URI endpoint, String bucket) {
    return S3Settings.of(endpoint, bucket, S3Server.accessKeyId(), S3Server.secret());
  }

  S3ArtifactStore store(S3Settings settings, ExecutionInterceptor... watchers) {
    return new S3ArtifactStore(settings, downloads(), InstantSource.system(), PATIENT,
        S3Connection.open(settings, PATIENT, watchers));
  }

  S3ArtifactStore impatient(S3Settings settings) {
    return new S3ArtifactStore(settings, downloads(), InstantSource.system(), IMPATIENT,
        S3Connection.open(settings, IMPATIENT));
  }

  S3ArtifactStore at(InstantSource clock, S3Settings settings) {
    return new S3ArtifactStore(settings, downloads(), clock, PATIENT,
        S3Connection.open(settings, PATIENT));
  }

  private Path downloads() {
    return temporary.resolve("downloads");
  }

  List<Path> filesOfDownloads() throws IOException {
    try (Stream<Path> files = Files.list(downloads())) {
      return files.filter(file -> !file.endsWith("in-use")).toList();
    }
  }

  /** Keys of uploads in parts that were neither completed nor aborted. */
  static List<String> openUploads(S3Settings settings) {
    try (S3Client s3 = S3Connection.open(settings, PATIENT)) {
      return s3.listMultipartUploads(list -> list.bucket(settings.bucket()))
          .uploads()
          .stream()
          .map(upload -> upload.key())
          .toList();
    }
  }

  static LocalFile fetched(S3ArtifactStore store, ArtifactKey key) {
    return ((Fetched.Found) store.fetch(key, Long.MAX_VALUE)).file();
  }

  /** So many bytes, the same each time, with no part like another. */
  static InputStream bytes(long count) {
    return bytes(count, () -> {
    });
  }

  /** What happens when all bytes have been read. */
  @FunctionalInterface
  interface End {
    void come() throws IOException;
  }

  static InputStream bytes(long count, End end) {
    return new InputStream() {
      private long at;

      @Override
      public int read() {
        throw new UnsupportedOperationException("read in blocks");
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        if (at == count) {
          end.come();
          return -1;
        }
        int most = (int) Math.min(length, count - at);
        for (int i = 0; i < most; i++) {
          target[offset + i] = (byte) value(at++);
        }
        return most;
      }
    };
  }

  /** Whether a file holds these bytes and no others. */
  static boolean holds(Path file, long count) {
    byte[] is = new byte[64 * 1024];
    byte[] should = new byte[is.length];
    try (InputStream content = Files.newInputStream(file); InputStream bytes = bytes(count)) {
      long at = 0;
      for (int read = 1; read > 0; at += read) {
        read = content.readNBytes(is, 0, is.length);
        if (read != bytes.readNBytes(should, 0, should.length)
            || !Arrays.equals(is, 0, read, should, 0, read)) {
          return false;
        }
      }
      return at == count;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An empty object, put past the server into its directory: many of them take no time. */
  void putPastTheServer(S3Settings settings, String key) throws IOException {
    Path file = temporary.resolve("objects").resolve(settings.bucket()).resolve(key);
    Files.createDirectories(file.getParent());
    Files.createFile(file);
  }

  private static int value(long at) {
    return (int) (at * 31 + at / 1_000_003) & 0xff;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
