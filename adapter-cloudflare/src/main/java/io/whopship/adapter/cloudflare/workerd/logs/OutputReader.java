package io.whopship.adapter.cloudflare.workerd.logs;

import io.whopship.adapter.cloudflare.logs.Message;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what a process prints, to its end, and passes on what its worker said. A worker may print
 * without end, and lines without end: of a line no more is kept than may be told, and of what comes
 * faster than {@value #PARSED_PER_SECOND} bytes a second, the rest is counted and let go. Only one
 * that prints {@value #READ_PER_SECOND} bytes a second waits for its own output. For one thread.
 */
public final class OutputReader {

  static final int PARSED_PER_SECOND = 4 << 20;
  static final int READ_PER_SECOND = 64 << 20;
  /** What a line costs beside its bytes. */
  private static final int PER_LINE = 256;

  /** Escaped in JSON, a message may be longer than it is. */
  static final int MAX_LINE = 2 * Message.MAX_MESSAGE;

  /** The room that is kept for the next one. */
  private static final int LONG_LINE = 4 * 1024;

  private static final byte[] WORKER = "{\"timestamp\":".getBytes(StandardCharsets.US_ASCII);

  private static final Pattern UNCAUGHT = Pattern.compile("Uncaught exception: (?:"
      + "[\\w./+-]+:\\d+: |failed: |(?:remote\\.)?jsg\\.(?:Error: )?)*(?<what>.*)",
      Pattern.DOTALL);

  private final ReleaseLog log;
  private final InstantSource clock;
  private final boolean tellsExceptions;
  private final Consumer<String> everything;
  private final Allowance parsed = new Allowance(PARSED_PER_SECOND, System.nanoTime());
  private final Allowance read = new Allowance(READ_PER_SECOND, System.nanoTime());
  private final List<LogLine> batch = new ArrayList<>();
  private byte[] line = new byte[LONG_LINE];
  private int length;
  private long cut;

  /**
   * @param tellsExceptions whether exceptions come to the log this way, since they come no other
   * @param everything takes each line, also those of workerd itself, without JSON
   */
  public OutputReader(ReleaseLog log, InstantSource clock, boolean tellsExceptions,
      Consumer<String> everything) {
    this.log = log;
    this.clock = clock;
    this.tellsExceptions = tellsExceptions;
    this.everything = everything;
  }

  /** Ends with the output; the stream stays the caller's. */
  public void readAll(InputStream output) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    for (int n = output.read(buffer); n >= 0; n = output.read(buffer)) {
      take(buffer, n);
      flush();
      var unused = read.take(n, System.nanoTime());
      LockSupport.parkNanos(read.nanosToWait(System.nanoTime()));
    }
    if (length > 0) {
      endLine();
    }
    flush();
  }

  private void take(byte[] buffer, int n) {
    int from = 0;
    for (int i = 0; i < n; i++) {
      if (buffer[i] == '\n') {
        append(buffer, from, i);
        endLine();
        from = i + 1;
      }
    }
    append(buffer, from, n);
  }

  private void append(byte[] buffer, int from, int to) {
    int kept = Math.min(to - from, MAX_LINE - length);
    if (length + kept > line.length) {
      line = Arrays.copyOf(line, Math.min(MAX_LINE, Math.max(length + kept, 2 * line.length)));
    }
    System.arraycopy(buffer, from, line, length, kept);
    length += kept;
    cut += to - from - kept;
  }

  private void endLine() {
    if (isByTheWorker() && !parsed.take(length + PER_LINE, System.nanoTime())) {
      flush();
      log.lose(1);
    } else {
      String text = new String(line, 0, length, StandardCharsets.UTF_8);
      switch (PrintedLine.parse(cut > 0 && isByTheWorker() ? PrintedLine.close(text) : text)) {
        case PrintedLine.OfWorker said -> said(said);
        case PrintedLine.OfWorkerd said -> said(said);
      }
    }
    length = 0;
    cut = 0;
    if (line.length > LONG_LINE) {
      line = new byte[LONG_LINE];
    }
  }

  private boolean isByTheWorker() {
    return length > WORKER.length
        && Arrays.equals(line, 0, WORKER.length, WORKER, 0, WORKER.length)
        && line[WORKER.length] != '"';
  }

  private void said(PrintedLine.OfWorker said) {
    said.message().lines().limit(Message.MAX_LINES).forEach(everything);
    Instant at = said.at() == 0 ? clock.instant() : Instant.ofEpochMilli(said.at());
    LogType type = switch (said.level()) {
      case "warn", "error" -> LogType.STDERR;
      default -> LogType.STDOUT;
    };
    batch.addAll(new Message(at, type, "console").lines(said.message(), cut));
  }

  private void said(PrintedLine.OfWorkerd said) {
    said.message().lines().forEach(everything);
    Matcher exception = UNCAUGHT.matcher(said.message());
    if (tellsExceptions && exception.find()) {
      batch.addAll(new Message(clock.instant(), LogType.ERROR, "exception")
          .lines(exception.group("what"), cut));
    }
  }

  private void flush() {
    log.add(List.copyOf(batch));
    batch.clear();
  }
}
