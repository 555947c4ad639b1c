package io.whopship.adapter.zip;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The content of an entry is not what the central directory says. */
final class CorruptEntryException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String fault;

  CorruptEntryException(String entry, String fault, @Nullable Throwable cause) {
    super("entry " + OneLine.of(entry) + " " + fault, cause);
    this.fault = fault;
  }

  /** What is wrong, without the entry's name: {@code has 5 bytes, but claims 6}. */
  String fault() {
    return fault;
  }
}
