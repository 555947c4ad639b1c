package io.whopship.adapter.r2;

import io.whopship.ports.driven.ArtifactStore;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.artifact.ArtifactKey;
import io.whopship.ports.model.artifact.Checksum;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Keeps artifacts as objects of a bucket of R2, or of any other S3. Callers put theirs there by
 * themselves, with signed URLs. Safe for use by many threads.
 */
public final class S3ArtifactStore implements ArtifactStore, AutoCloseable {

  private static final String PREFIX = "builds/";

  /** So often an artifact may be replaced while it is fetched. */
  private static final int MAX_REPLACED = 5;

  private final S3Settings settings;
  private final S3Timeouts timeouts;
  private final S3Client s3;
  private final S3Faults faults;
  private final S3UploadUrl uploadUrl;
  private final S3Check check;
  private final WorkDirectory work;
  private final DiskCheck disk;

  /**
   * Calls nobody yet.
   *
   * @param downloads a directory of this machine for what is fetched, made if it is missing; what a
   * killed process left there is swept
   * @param clock by which upload URLs are signed
   */
  public S3ArtifactStore(S3Settings settings, Path downloads, InstantSource clock) {
    this(settings, downloads, clock, S3Timeouts.DEFAULT, S3Connection.open(settings,
        S3Timeouts.DEFAULT));
  }

  S3ArtifactStore(S3Settings settings, Path downloads, InstantSource clock, S3Timeouts timeouts,
      S3Client s3) {
    this.settings = settings;
    this.timeouts = timeouts;
    this.s3 = s3;
    this.faults = new S3Faults(settings);
    this.uploadUrl = new S3UploadUrl(settings, clock);
    this.check = new S3Check(s3, settings, timeouts, faults, clock);
    Path directory = downloads.toAbsolutePath().normalize();
    this.disk = new DiskCheck("directory for downloads", directory,
        DiskCheck.USUAL_MIN_FREE_BYTES);
    try {
      this.work = WorkDirectory.open(directory);
    } catch (IOException e) {
      s3.close();
      throw new PortException.Unavailable(
          "directory for downloads " + downloads + " cannot be opened: " + e, e);
    }
  }

  @Override
  public String displayName() {
    return settings.displayName();
  }

  @Override
  public Optional<URI> presignPut(ArtifactKey key, Instant expiresAt) {
    String object = s3.utilities()
        .getUrl(url -> url.bucket(settings.bucket()).key(key.value()))
        .toString();
    return Optional.of(uploadUrl.sign(URI.create(object), expiresAt));
  }

  @Override
  public Stored store(ArtifactKey key, InputStream body, long maxBytes,
      @Nullable Checksum expected) {
    var incoming = new IncomingParts(body, Math.min(maxBytes, S3Upload.MAX_BYTES));
    try {
      return new S3Upload(s3, settings.bucket(), key, timeouts).store(incoming, expected);
    } catch (SdkException e) {
      // Whoever uploads did nothing wrong, whatever the store has against it.
      PortException fault = faults.of("cannot take " + key, e);
      throw new PortException.Unavailable(String.valueOf(fault.getMessage()), e)
          .of(PortException.Service.ARTIFACTS);
    }
  }

  @Override
  public Fetched fetch(ArtifactKey key, long maxBytes) {
    try {
      for (int i = 0; i < MAX_REPLACED; i++) {
        Optional<Fetched> fetched = fetchAsItIs(key, maxBytes);
        if (fetched.isPresent()) {
          return fetched.get();
        }
      }
    } catch (NoSuchKeyException e) {
      return absent(key);
    } catch (SdkException e) {
      throw faults.of("cannot give " + key, e);
    } catch (IOException e) {
      throw new PortException.Unavailable("directory for downloads cannot take " + key + ": " + e,
          e);
    }
    throw new PortException.Unavailable(
        displayName() + " bucket '" + settings.bucket() + "' cannot give " + key
            + ": it was replaced " + MAX_REPLACED + " times meanwhile. Try again",
        null);
  }

  /** Empty if it was replaced by another before all of it was there. */
  private Optional<Fetched> fetchAsItIs(ArtifactKey key, long maxBytes) throws IOException {
    HeadObjectResponse head = s3.headObject(
        request -> request.bucket(settings.bucket()).key(key.value()));
    long bytes = head.contentLength();
    if (bytes > maxBytes) {
      return Optional.of(new Fetched.TooLarge(bytes));
    }
    var file = new WorkFile(work.newName());
    boolean whole = false;
    try {
      new S3Download(s3, settings.bucket(), key, head.eTag(), bytes, timeouts.download(bytes))
          .into(file.path());
      whole = true;
      return Optional.of(new Fetched.Found(file));
    } catch (S3Exception e) {
      if (e.statusCode() == 412) {
        return Optional.empty();
      }
      throw e;
    } finally {
      if (!whole) {
        file.close();
      }
    }
  }

  /** The answer to a HEAD does not say whether the artifact is missing, or the whole bucket. */
  private Fetched absent(ArtifactKey key) {
    try {
      s3.listObjectsV2(list -> list.bucket(settings.bucket()).prefix(key.value()).maxKeys(1));
      return new Fetched.Absent();
    } catch (SdkException e) {
      throw faults.of("cannot give " + key, e);
    }
  }

  @Override
  public void remove(ArtifactKey key) {
    try {
      s3.deleteObject(delete -> delete.bucket(settings.bucket()).key(key.value()));
    } catch (SdkException e) {
      throw faults.of("cannot remove " + key, e);
    }
  }

  @Override
  public void forEachStoredBefore(Instant instant, BiConsumer<ArtifactKey, Instant> action) {
    String next = null;
    do {
      ListObjectsV2Response page = page(next);
      for (S3Object object : page.contents()) {
        if (object.lastModified().isBefore(instant)) {
          ArtifactKey.ifKey(object.key())
              .ifPresent(key -> action.accept(key, object.lastModified()));
        }
      }
      next = page.nextContinuationToken();
    } while (next != null);
  }

  private ListObjectsV2Response page(@Nullable String token) {
    try {
      return s3.listObjectsV2(
          list -> list.bucket(settings.bucket()).prefix(PREFIX).continuationToken(token));
    } catch (SdkException e) {
      throw faults.of("cannot be listed", e);
    }
  }

  @Override
  public Check check() {
    return switch (disk.check(work)) {
      case Check.Usable usable -> check.check();
      case Check.Unusable unusable -> unusable;
    };
  }

  /** For a server that ends. Artifacts stay. */
  @Override
  public void close() {
    s3.close();
    work.close();
  }
}
