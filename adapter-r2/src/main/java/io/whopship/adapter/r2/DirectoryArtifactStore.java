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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps artifacts as files below a directory of this machine, each under its key. What was stored
 * survives a loss of power. Safe for use by many threads.
 */
public final class DirectoryArtifactStore implements ArtifactStore, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DirectoryArtifactStore.class);

  /** Below this an upload of usual size may fail, so an operator should hear of it before. */
  private static final long MIN_FREE_BYTES = 64L * 1024 * 1024;

  private final Path directory;
  private final long minFreeBytes;
  private final WorkDirectory work;

  /** Makes the directory if it is missing, and sweeps what a killed process left half-done. */
  public DirectoryArtifactStore(Path directory) {
    this(directory, MIN_FREE_BYTES);
  }

  DirectoryArtifactStore(Path directory, long minFreeBytes) {
    this.directory = directory.toAbsolutePath().normalize();
    this.minFreeBytes = minFreeBytes;
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
  public void forEachStoredBefore(Instant instant, Consumer<ArtifactKey> action) {
    for (ArtifactKey key : storedBefore(instant)) {
      action.accept(key);
    }
  }

  private List<ArtifactKey> storedBefore(Instant instant) {
    Path builds = directory.resolve("builds");
    if (work.isThere() && Files.notExists(builds)) {
      return List.of();
    }
    List<ArtifactKey> keys = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(builds)) {
      for (Path folder : folders) {
        Optional<ArtifactKey> key = ArtifactKey
            .ifKey("builds/" + folder.getFileName() + "/artifact.zip");
        if (key.isPresent() && isOlder(fileOf(key.get()), instant)) {
          keys.add(key.get());
        }
      }
      return keys;
    } catch (IOException | DirectoryIteratorException e) {
      throw unavailable("cannot be listed", e);
    }
  }

  private static boolean isOlder(Path file, Instant instant) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(instant);
    } catch (NoSuchFileException removedMeanwhile) {
      return false;
    }
  }

  @Override
  public Check check() {
    if (!work.isThere()) {
      return unusable("is not there: mount or restore it, then restart the server");
    }
    if (!Files.isWritable(directory)) {
      return unusable("cannot be written: make it writable for the server's user");
    }
    try {
      long free = Files.getFileStore(directory).getUsableSpace();
      return free < minFreeBytes
          ? unusable("has " + free + " bytes free of the " + minFreeBytes
              + " it needs: make room or move it to a larger disk")
          : new Check.Usable();
    } catch (IOException e) {
      return unusable("cannot be read (" + e.getMessage() + "): check the disk");
    }
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

  private Check unusable(String reason) {
    return new Check.Unusable("artifact directory " + directory + " " + reason);
  }

  private PortException.Unavailable unavailable(String what, Exception cause) {
    return new PortException.Unavailable(
        "artifact directory " + directory + " " + what + ": " + cause, cause);
  }
}
