package io.whopship.adapter.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.h2.mvstore.MVStore;

/**
 * Sees that a store whose process was killed opens with its last commit. H2 writes the file's
 * header now and then, and finds what came after by links between commits, which are lost where
 * space is used again: it then opens an earlier commit. A search of the whole file finds the last
 * one.
 */
final class LastCommit {

  private LastCommit() {}

  /**
   * Searches the file, unless it was closed in order, and writes a header that names what is found.
   * Not for a file that this process has open: closing it here would let go of its lock.
   */
  static void find(Path file) throws IOException {
    // H2 cannot open an empty file for reading, and keeps it locked after it failed.
    if (!Files.exists(file) || Files.size(file) == 0 || wasClosed(file)) {
      return;
    }
    // Only for the search: a store in this mode takes pages it cannot read for empty ones.
    new MVStore.Builder().fileName(file.toString())
        .recoveryMode()
        .autoCommitDisabled()
        .open()
        .close();
  }

  /** Not for an empty file, nor for one that this process has open. */
  static boolean wasClosed(Path file) {
    try (MVStore store = new MVStore.Builder().fileName(file.toString()).readOnly().open()) {
      return store.getStoreHeader().containsKey("clean");
    }
  }
}
