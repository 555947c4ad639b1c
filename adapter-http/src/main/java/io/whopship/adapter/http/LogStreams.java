package io.whopship.adapter.http;

import static io.whopship.ports.driven.RateLimits.Kind.LOGS;

import io.javalin.http.HttpStatus;
import io.whopship.ports.driving.logs.FollowLog;
import io.whopship.ports.driving.logs.FollowLog.Batch;
import io.whopship.ports.driving.logs.FollowLog.View;
import io.whopship.ports.driving.logs.LogEvent;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogStart;
import io.whopship.ports.model.logs.LogSubject;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Logs as they come, as server-sent events. */
final class LogStreams implements AutoCloseable {

  /** So many last lines are shown to who does not say where to begin. */
  private static final int TAIL = 1_000;

  /** How long a viewer's last write may take once the server stops. */
  private static final Duration FAREWELL = Duration.ofMillis(500);

  private final FollowLog logs;
  private final Gate gate;
  private final StreamSettings settings;
  private final StreamPlaces places;
  private final Set<SseViewer> viewers = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  LogStreams(FollowLog logs, Gate gate, StreamSettings settings) {
    this.logs = logs;
    this.gate = gate;
    this.settings = settings;
    this.places = new StreamPlaces("streams", settings);
  }

  List<Endpoint> all(List<LogPlace> all) {
    return all.stream()
        .map(place -> Endpoint.get(place.path() + "/stream",
            gate.guard(LOGS, place, this::stream)))
        .toList();
  }

  /** Ends all streams; their viewers come again by themselves. None begins any more. */
  @Override
  public void close() {
    closed = true;
    viewers.forEach(SseViewer::stop);
    long end = System.nanoTime() + FAREWELL.toNanos();
    viewers.forEach(viewer -> viewer.cutAfter(Duration.ofNanos(end - System.nanoTime())));
  }

  /** For a viewer of whom it is known that they may look. */
  Answer stream(Gate.Viewer viewer, Request request) {
    LogParameters parameters = new LogParameters(request);
    Duration timeout = timeout(parameters);
    Cursor last = lastEventId(request, parameters);
    LogStart start = start(last, parameters);
    if (closed) {
      return StreamPlaces.none();
    }
    OwnerId owner = viewer.caller().owner();
    places.take(owner);
    boolean kept = false;
    try {
      Wakeable thread = new Wakeable();
      Answer answer = switch (logs.follow(viewer.caller(), viewer.subject(), start, thread)) {
        case FollowLog.Outcome.Following(View view) ->
          begin(new Beginning(owner, view, thread, timeout, viewer.until()), last != null, request);
        case FollowLog.Outcome.NoSuchSubject n -> LogPlace.absent(viewer.subject());
        case FollowLog.Outcome.NotYours n -> LogPlace.notYours(viewer.subject());
        case FollowLog.Outcome.Unavailable(String reason) -> LogPlace.unavailable(reason);
        case FollowLog.Outcome.TooManyViewers(int most) -> tooMany(viewer.subject(), most);
      };
      kept = answer instanceof Answer.Events;
      return answer;
    } finally {
      if (!kept) {
        places.leave(owner);
      }
    }
  }

  private Duration timeout(LogParameters parameters) {
    int seconds = parameters.number("timeout", (int) settings.minTimeout().toSeconds(),
        (int) settings.maxTimeout().toSeconds(), 0);
    return seconds == 0 ? settings.defaultTimeout() : Duration.ofSeconds(seconds);
  }

  /** What a browser sends by itself when it comes again counts most. */
  private static @Nullable Cursor lastEventId(Request request, LogParameters parameters) {
    String header = request.header("Last-Event-ID");
    if (header != null && !header.isEmpty()) {
      try {
        return Cursor.parse(header);
      } catch (IllegalArgumentException e) {
        throw LogParameters.refusal("Last-Event-ID", e);
      }
    }
    Cursor last = parameters.cursor("last_event_id");
    return last == null ? parameters.cursor("lastEventId") : last;
  }

  private static LogStart start(@Nullable Cursor last, LogParameters parameters) {
    Cursor cursor = parameters.cursor("cursor");
    Instant since = parameters.since();
    if (last != null) {
      return new LogStart.After(last);
    }
    if (cursor != null) {
      return new LogStart.After(cursor);
    }
    return since == null
        ? new LogStart.Tail(parameters.number("tail", 0, TAIL, TAIL))
        : new LogStart.Since(since);
  }

  private static Problem tooMany(LogSubject subject, int most) {
    String what = switch (subject) {
      case LogSubject.OfDeployment d -> "deployment";
      case LogSubject.OfWorker w -> "worker";
      case LogSubject.OfContainer c -> "container";
    };
    return Problem.of(HttpStatus.TOO_MANY_REQUESTS, "This " + what + " has " + most
        + " viewers already, the most there may be: try again later")
        .retryAfter(Duration.ofSeconds(30));
  }

  /** A viewer whose stream has not begun yet. */
  private record Beginning(OwnerId owner, View view, Wakeable thread, Duration timeout,
      Instant until) {}

  private Answer begin(Beginning viewer, boolean again, Request request) {
    boolean kept = false;
    try {
      List<Batch> first = new ArrayList<>();
      Optional<Batch> next = request.isHead() ? Optional.empty() : viewer.view().poll();
      while (next.isPresent()) {
        first.add(next.get());
        next = hasLines(next.get()) ? Optional.empty() : viewer.view().poll();
      }
      if (again && SseViewer.isComplete(first) && first.stream().noneMatch(LogStreams::hasLines)) {
        // It has all: 204 is what makes a browser stop coming again.
        return new Answer.Empty();
      }
      kept = true;
      return new Answer.Events(http -> serve(viewer, first, http));
    } finally {
      if (!kept) {
        viewer.view().close();
      }
    }
  }

  private static boolean hasLines(Batch batch) {
    return batch.events()
        .stream()
        .anyMatch(
            event -> event instanceof LogEvent.Lines || event instanceof LogEvent.Missing);
  }

  private void serve(Beginning beginning, List<Batch> first, HttpServletRequest http) {
    try (View view = beginning.view()) {
      EventStream out = new EventStream(http, settings.patience());
      if (http.getMethod().equals("HEAD")) {
        return;
      }
      SseViewer viewer = new SseViewer(view, beginning.thread(), out, settings);
      viewers.add(viewer);
      try {
        if (closed) {
          viewer.stop();
        }
        viewer.serve(first, beginning.timeout(), left(beginning.until()));
      } finally {
        viewers.remove(viewer);
      }
    } finally {
      places.leave(beginning.owner());
    }
  }

  private static Duration left(Instant until) {
    return until.equals(Instant.MAX)
        ? Duration.ofSeconds(Long.MAX_VALUE)
        : Duration.between(Instant.now(), until);
  }
}
