package io.whopship.adapter.r2;

import io.whopship.ports.driven.Checkable.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether a directory of this machine can take files, and if not, what to do about it.
 *
 * @param name what the directory is
 * @param minFreeBytes below this it should be told
 */
record DiskCheck(String name, Path directory, long minFreeBytes) {

  /** Below this an artifact of usual size may not fit, so an operator should hear of it before. */
  static final long USUAL_MIN_FREE_BYTES = 64L * 1024 * 1024;

  /** With {@code work}, which is in it, or is it. */
  Check check(WorkDirectory work) {
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

  private Check unusable(String reason) {
    return new Check.Unusable(name + " " + directory + " " + reason);
  }
}
