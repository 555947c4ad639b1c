package io.whopship.adapter.r2;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that nobody may miss: uploads not yet whole, and links for readers. Those that a killed
 * process left are swept when it is opened, but only if no living process shares the directory:
 * each holds a shared lock, which the kernel drops with the process.
 */
final class WorkDirectory implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(WorkDirectory.class);

  private static final String ENDING = ".tmp";

  private final Path path;
  private final FileChannel hold;

  private WorkDirectory(Path path, FileChannel hold) {
    this.path = path;
    this.hold = hold;
  }

  static WorkDirectory open(Path path) throws IOException {
    Files.createDirectories(path);
    FileChannel hold = FileChannel.open(path.resolve("in-use"), StandardOpenOption.CREATE,
        StandardOpenOption.READ, StandardOpenOption.WRITE);
    WorkDirectory work = new WorkDirectory(path, hold);
    try {
      work.sweepIfAlone();
      return work;
    } catch (IOException | RuntimeException e) {
      work.close();
      throw e;
    }
  }

  /** A name for a file that is not there yet. */
  Path newName() {
    return path.resolve(UUID.randomUUID() + ENDING);
  }

  /** False once somebody removed it, or unmounted the disk on which it is. */
  boolean isThere() {
    return Files.isDirectory(path);
  }

  /** Removes one of its files; one that resists is left to the next sweep. */
  static void discard(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.warn("work file not removed file={} reason={}", file, e.toString());
    }
  }

  private void sweepIfAlone() throws IOException {
    try {
      try (FileLock alone = hold.tryLock()) {
        if (alone != null) {
          sweep();
        }
      }
      hold.lock(0, Long.MAX_VALUE, true);
    } catch (OverlappingFileLockException e) {
      log.debug("work directory is shared within this process directory={}", path);
    }
  }

  private void sweep() throws IOException {
    int swept = 0;
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(path, "*" + ENDING)) {
      for (Path leftover : leftovers) {
        discard(leftover);
        swept++;
      }
    }
    if (swept > 0) {
      log.info("leftovers of a process that ended early swept directory={} files={}", path, swept);
    }
  }

  /** Lets go of the lock; files in use stay. */
  @Override
  public void close() {
    try {
      hold.close();
    } catch (IOException e) {
      log.warn("work directory not released directory={} reason={}", path, e.toString());
    }
  }
}
