package io.whopship.core.logs;

import io.whopship.ports.driving.logs.AppendLog;
import io.whopship.ports.driving.logs.AppendLog.Entry;
import java.util.List;
import java.util.Map;

/** How much a builder may say at once. */
final class AppendBounds {

  private AppendBounds() {}

  /** Throws {@link IllegalArgumentException} that names the first line that is out of bounds. */
  static void check(List<Entry> lines) {
    if (lines.isEmpty() || lines.size() > AppendLog.MAX_LINES) {
      throw new IllegalArgumentException(
          "lines must be 1 to " + AppendLog.MAX_LINES + ", but are " + lines.size());
    }
    for (int i = 0; i < lines.size(); i++) {
      check("lines[" + i + "].", lines.get(i));
    }
  }

  private static void check(String line, Entry entry) {
    checkLength(line + "message", entry.message(), AppendLog.MAX_MESSAGE);
    checkLength(line + "step", entry.step(), AppendLog.MAX_STEP);
    Integer progress = entry.progress();
    if (progress != null && (progress < 0 || progress > 100)) {
      throw new IllegalArgumentException(
          line + "progress must be 0 to 100, but is " + progress);
    }
    checkMetadata(line + "metadata", entry.metadata());
  }

  private static void checkMetadata(String where, Map<String, String> metadata) {
    if (metadata.size() > AppendLog.MAX_METADATA) {
      throw new IllegalArgumentException(where + " must have at most " + AppendLog.MAX_METADATA
          + " members, but has " + metadata.size());
    }
    metadata.forEach((name, value) -> {
      if (name.isEmpty() || name.length() > AppendLog.MAX_METADATA_NAME
          || !name.equals(PlainText.of(name))) {
        throw new IllegalArgumentException(where + ": a name must be 1 to "
            + AppendLog.MAX_METADATA_NAME + " characters without control characters, but is '"
            + PlainText.of(name) + "' (" + name.length() + " characters)");
      }
      checkLength(where + "." + name, value, AppendLog.MAX_METADATA_VALUE);
    });
  }

  private static void checkLength(String where, String text, int most) {
    if (text.length() > most) {
      throw new IllegalArgumentException(where + " must have at most " + most
          + " characters, but has " + text.length());
    }
  }
}
