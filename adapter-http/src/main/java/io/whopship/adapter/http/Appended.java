package io.whopship.adapter.http;

import io.javalin.http.HttpStatus;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driving.logs.AppendLog;
import io.whopship.ports.model.logs.Cursor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been added to a log by one request, and what is about to be. */
final class Appended {

  private static final Logger log = LoggerFactory.getLogger(Appended.class);

  /** A thousand long lines would be 16 million characters, for each of many builders. */
  private static final int MUCH_TEXT = 256 * 1024;

  private final Function<List<AppendLog.Entry>, AppendLog.Outcome> append;
  private final List<AppendLog.Entry> next = new ArrayList<>();
  private int characters;
  private long accepted;
  private @Nullable Cursor end;

  Appended(Function<List<AppendLog.Entry>, AppendLog.Outcome> append) {
    this.append = append;
  }

  void add(AppendLog.Entry line) {
    next.add(line);
    characters += line.step().length() + line.message().length();
    line.metadata().forEach((name, value) -> characters += name.length() + value.length());
  }

  /** Whether one call takes no more, or there is so much text that it is not kept here longer. */
  boolean isFull() {
    return next.size() == AppendLog.MAX_LINES || characters >= MUCH_TEXT;
  }

  /** Adds what has been collected. What refuses it, ends the request. */
  void flush() {
    if (next.isEmpty()) {
      return;
    }
    List<AppendLog.Entry> lines = List.copyOf(next);
    next.clear();
    characters = 0;
    switch (outcome(lines)) {
      case AppendLog.Outcome.Appended appended -> {
        accepted += lines.size();
        end = appended.end();
      }
      case AppendLog.Outcome.Complete(var status) -> throw new Refusal(Problem.conflict(
          "Deployment is " + status.word() + ": its log is complete and takes no more lines"));
      case AppendLog.Outcome.Full f -> throw new Refusal(Problem.of(HttpStatus.CONTENT_TOO_LARGE,
          "The log has " + AppendLog.MAX_LOG + " lines, the most it takes"));
      case AppendLog.Outcome.NoSuchDeployment n -> throw new Refusal(Problem.noSuchDeployment());
      case AppendLog.Outcome.NotYours n -> throw new Refusal(Problem.notYours());
    }
  }

  private AppendLog.Outcome outcome(List<AppendLog.Entry> lines) {
    try {
      return append.apply(lines);
    } catch (IllegalArgumentException e) {
      throw new Refusal(Problem.invalid("lines", String.valueOf(e.getMessage())));
    } catch (PortException.Unavailable e) {
      // As a refusal it gets to say how many were accepted, so that those are not sent again.
      log.warn("lines not added accepted={} cause=\"{}\"", accepted, e.toString());
      throw new Refusal(LogPlace.unavailable(
          "The log cannot be written at the moment: send what was not accepted again in a few"
              + " seconds"));
    }
  }

  Answer answer() {
    return Answer.json(HttpStatus.CREATED, Json.object()
        .put("accepted", accepted)
        .put("cursor", end == null ? null : end.toString()));
  }

  /** Ends it with a problem. What came before that stays, and is not to be sent again. */
  Problem refuse(Problem problem) {
    try {
      flush();
    } catch (Refusal e) {
      return e.problem().accepted(accepted);
    }
    return problem.accepted(accepted);
  }
}
