package io.whopship.adapter.cloudflare.workerd.storage;

import io.whopship.ports.model.AppId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The files that hold what is too large for the index: a directory for each app, in it files with
 * numbers. Nothing a worker says is part of a path. A file is written once.
 */
final class BlobFiles {

  private final Path directory;
  private final AtomicLong last = new AtomicLong();

  BlobFiles(Path directory) {
    this.directory = directory;
  }

  /** Deletes all files but these, which an index names: others were under way at a crash. */
  void keepOnly(Set<Long> named) throws IOException {
    named.forEach(file -> last.accumulateAndGet(file, Math::max));
    Files.createDirectories(directory);
    try (DirectoryStream<Path> apps = Files.newDirectoryStream(directory)) {
      for (Path app : apps) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(app)) {
          for (Path file : files) {
            if (!named.contains(number(file))) {
              Files.delete(file);
            }
          }
        }
      }
    }
  }

  private static long number(Path file) {
    return Long.parseLong(file.getFileName().toString());
  }

  long next() {
    return last.incrementAndGet();
  }

  FileChannel create(AppId app, long file) throws IOException {
    Path path = path(app, file);
    Files.createDirectories(path.getParent());
    return FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** Does nothing if it is not there. */
  void delete(AppId app, long file) throws IOException {
    Files.deleteIfExists(path(app, file));
  }

  /** With all that is in it. */
  void deleteAll(AppId app) throws IOException {
    Path own = directory.resolve(app.toString());
    if (Files.isDirectory(own)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(own)) {
        for (Path file : files) {
          Files.deleteIfExists(file);
        }
      }
      Files.deleteIfExists(own);
    }
  }

  /** What the disk has room for. */
  long usableBytes() throws IOException {
    return Files.getFileStore(directory).getUsableSpace();
  }

  Path path(AppId app, long file) {
    return directory.resolve(app.toString()).resolve(Long.toString(file));
  }
}
