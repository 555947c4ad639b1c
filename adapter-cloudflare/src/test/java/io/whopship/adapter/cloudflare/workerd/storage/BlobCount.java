package io.whopship.adapter.cloudflare.workerd.storage;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Counts the files of large values. One that is deleted meanwhile is none. */
final class BlobCount extends SimpleFileVisitor<Path> {

  private int count;

  private BlobCount() {}

  /** In the directory of a storage. */
  static int of(Path storage) throws IOException {
    BlobCount blobs = new BlobCount();
    Files.walkFileTree(storage.resolve("blobs"), blobs);
    return blobs.count;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    count++;
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
    if (failure instanceof NoSuchFileException) {
      return FileVisitResult.CONTINUE;
    }
    throw failure;
  }
}
