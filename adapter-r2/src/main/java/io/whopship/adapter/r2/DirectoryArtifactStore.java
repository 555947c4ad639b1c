package io.whopship.adapter.r2;

import static java.util.Objects.requireNonNull;

import io.whopship.ports.driven.ArtifactStore;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.artifact.ArtifactKey;
import io.whopship.ports.model.artifact.Checksum;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps artifacts as files below a directory of this machine, each under its key. What was stored
 * survives a loss of power. Safe for use by many threads.
 */
public final class DirectoryArtifactStore implements ArtifactStore, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DirectoryArtifactStore.class);

  private final Path directory;
  private final DiskCheck disk;
  private final WorkDirectory work;

  /** Makes the directory if it is missing, and sweeps what a killed process left half-done. */
  public DirectoryArtifactStore(Path directory) {
    this(directory, DiskCheck.USUAL_MIN_FREE_BYTES);
  }

  DirectoryArtifactStore(Path directory, long minFreeBytes) {
    this.directory = directory.toAbsolutePath().normalize();
    this.disk = new DiskCheck("artifact directory", this.directory, minFreeBytes);
    try {
      this.work = WorkDirectory.open(this.directory.resolve("work"));
    } catch (IOException e) {
      throw unavailable("cannot be opened", e);
    }
  }

  @Override
  public String displayName() {
    return "local storage";
  }

  @Override
  public Optional<URI> presignPut(ArtifactKey key, Instant expiresAt) {
    return Optional.empty();
  }

  @Override
  public Stored store(ArtifactKey key, InputStream body, long maxBytes,
      @Nullable Checksum expected) {
    Path target = fileOf(key);
    Path arriving = work.newName();
    try {
      Stored stored = Arrival.receive(body, arriving, maxBytes, expected);
      if (stored instanceof Stored.Done) {
        publish(arriving, target);
      }
      return stored;
    } catch (IOException e) {
      throw unavailable("cannot take " + key, e);
    } finally {
      WorkDirectory.discard(arriving);
    }
  }

  /** Locked against {@link #remove}, which takes the directory away in which the file is to be. */
  private synchronized void publish(Path arrived, Path target) throws IOException {
    Path parent = parentOf(target);
    Files.createDirectories(parent);
    Files.move(arrived, target, StandardCopyOption.ATOMIC_MOVE);
    // Without it the content is on the disk, but after a loss of power its name may not be.
    for (Path changed = parent; !changed.equals(directory); changed = parentOf(changed)) {
      sync(changed);
    }
    sync(directory);
  }

  private static void sync(Path changed) throws IOException {
    try (FileChannel channel = FileChannel.open(changed, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * A second name for the file, of this reader alone: an upload that replaces the artifact takes
   * only its first name away. Where there are no hard links it is a copy.
   */
  @Override
  public Fetched fetch(ArtifactKey key, long maxBytes) {
    Path target = fileOf(key);
    Path reading = work.newName();
    try {
      link(reading, target);
      long bytes = Files.size(reading);
      if (bytes > maxBytes) {
        WorkDirectory.discard(reading);
        return new Fetched.TooLarge(bytes);
      }
      return new Fetched.Found(new WorkFile(reading));
    } catch (NoSuchFileException e) {
      if (work.isThere() && Files.notExists(target)) {
        return new Fetched.Absent();
      }
      throw unavailable("cannot give " + key, e);
    } catch (IOException e) {
      WorkDirectory.discard(reading);
      throw unavailable("cannot give " + key, e);
    }
  }

  private static void link(Path name, Path existing) throws IOException {
    try {
      Files.createLink(name, existing);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException noLinks) {
      Files.copy(existing, name);
    }
  }

  @Override
  public synchronized void remove(ArtifactKey key) {
    Path target = fileOf(key);
    try {
      if (Files.deleteIfExists(target)) {
        Files.deleteIfExists(parentOf(target));
      }
    } catch (DirectoryNotEmptyException e) {
      log.warn("directory holds more than an artifact directory={}", parentOf(target));
    } catch (IOException e) {
      throw unavailable("cannot remove " + key, e);
    }
  }

  @Override
  public void forEachStoredBefore(Instant instant, BiConsumer<ArtifactKey, Instant> action) {
    storedBefore(instant).forEach(action);
  }

  private Map<ArtifactKey, Instant> storedBefore(Instant instant) {
    Path builds = directory.resolve("builds");
    if (work.isThere() && Files.notExists(builds)) {
      return Map.of();
    }
    Map<ArtifactKey, Instant> stored = new HashMap<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(builds)) {
      for (Path folder : folders) {
        Optional<ArtifactKey> key = ArtifactKey
            .ifKey("builds/" + folder.getFileName() + "/artifact.zip");
        if (key.isPresent()) {
          storedAt(fileOf(key.get())).filter(instant::isAfter)
              .ifPresent(at -> stored.put(key.get(), at));
        }
      }
      return stored;
    } catch (IOException | DirectoryIteratorException e) {
      throw unavailable("cannot be listed", e);
    }
  }

  private static Optional<Instant> storedAt(Path file) throws IOException {
    try {
      return Optional.of(Files.getLastModifiedTime(file).toInstant());
    } catch (NoSuchFileException removedMeanwhile) {
      return Optional.empty();
    }
  }

  @Override
  public Check check() {
    return disk.check(work);
  }

  /** For a server that ends. Artifacts stay. */
  @Override
  public void close() {
    work.close();
  }

  private Path fileOf(ArtifactKey key) {
    Path file = directory.resolve(key.value()).normalize();
    if (!file.startsWith(directory)) {
      throw new IllegalArgumentException("the key '" + key + "' leads out of the store");
    }
    return file;
  }

  private static Path parentOf(Path file) {
    return requireNonNull(file.getParent(), "what lies below the directory has a parent");
  }

  private PortException.Unavailable unavailable(String what, Exception cause) {
    return new PortException.Unavailable(
        "artifact directory " + directory + " " + what + ": " + cause, cause)
        .of(PortException.Service.ARTIFACTS);
  }
}
