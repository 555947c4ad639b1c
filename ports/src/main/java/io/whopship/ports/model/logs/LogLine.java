package io.whopship.ports.model.logs;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One line of a log, before it has a place in it.
 *
 * @param at kept to the millisecond in the log of a deployment, as it came in all others
 * @param step what was being done: {@code upload}; empty if nothing is known
 * @param message one line: no line breaks
 * @param progress how much of the whole is done, 0 to 100; {@code null} if not said
 * @param metadata more about it, by name
 */
public record LogLine(Instant at, LogType type, String step, String message,
    @Nullable Integer progress, Map<String, String> metadata) {

  public LogLine {
    if (message.indexOf('\n') >= 0 || message.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("a log line is one line");
    }
    if (progress != null && (progress < 0 || progress > 100)) {
      throw new IllegalArgumentException("progress must be 0 to 100, but is " + progress);
    }
    metadata = metadata.isEmpty()
        ? Map.of()
        : Collections.unmodifiableMap(new TreeMap<>(metadata));
  }

  /** A line that says no more than this. */
  public LogLine(Instant at, LogType type, String step, String message) {
    this(at, type, step, message, null, Map.of());
  }

  /** What its texts take: step, message and metadata. */
  public int bytes() {
    int bytes = bytes(step) + bytes(message);
    for (Map.Entry<String, String> member : metadata.entrySet()) {
      bytes += bytes(member.getKey()) + bytes(member.getValue());
    }
    return bytes;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** The same line with another time. */
  public LogLine withTime(Instant time) {
    return new LogLine(time, type, step, message, progress, metadata);
  }
}
