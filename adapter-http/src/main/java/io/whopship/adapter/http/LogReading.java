package io.whopship.adapter.http;

import static io.whopship.ports.driven.RateLimits.Kind.LOGS;

import io.whopship.ports.driving.ReadDeploymentLog;
import io.whopship.ports.driving.logs.FollowLog;
import io.whopship.ports.driving.logs.QueryLog;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.logs.LogPage;
import io.whopship.ports.model.logs.LogQuery;
import io.whopship.ports.model.logs.LogSubject;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;

/** What is in a log: whole as text, or the lines somebody looks for. */
final class LogReading {

  private final QueryLog queries;
  private final FollowLog follow;
  private final ReadDeploymentLog whole;
  private final Gate gate;

  LogReading(UseCases useCases, Gate gate) {
    this.queries = useCases.logs().query();
    this.follow = useCases.logs().follow();
    this.whole = useCases.deployments().readLog();
    this.gate = gate;
  }

  List<Endpoint> all(List<LogPlace> places) {
    return places.stream()
        .map(place -> Endpoint.get(place.path(), gate.guard(LOGS, place,
            place.equals(LogPlace.DEPLOYMENT) ? this::deployment : this::any)))
        .toList();
  }

  /** Whole, as the WhopShip guide has it, to who only says that text will do. */
  private Answer deployment(Gate.Viewer viewer, Request request) {
    LogFormat asked = LogFormat.asked(request);
    if ((asked == null || asked == LogFormat.TEXT) && !new LogParameters(request).choosePage()
        && viewer.subject() instanceof LogSubject.OfDeployment(DeploymentId id)) {
      return whole(new LogPages(whole, viewer.caller(), id));
    }
    return answer(viewer, request, asked == null ? LogFormat.TEXT : asked);
  }

  private Answer any(Gate.Viewer viewer, Request request) {
    LogFormat asked = LogFormat.asked(request);
    return answer(viewer, request, asked == null ? LogFormat.JSON : asked);
  }

  private static Answer whole(LogPages log) {
    return switch (log.firstPage()) {
      case ReadDeploymentLog.Outcome.Found first -> first.lines().isEmpty()
          ? Problem.notFound("Logs not found")
          : Answer.text(out -> log.write(first.lines(), out));
      case ReadDeploymentLog.Outcome.NoSuchDeployment n -> Problem.noSuchDeployment();
      case ReadDeploymentLog.Outcome.NotYours n -> Problem.notYours();
    };
  }

  private Answer answer(Gate.Viewer viewer, Request request, LogFormat format) {
    LogQuery query = new LogParameters(request).query();
    return switch (format) {
      case JSON -> {
        LogPage page = search(viewer, query, QueryLog.Progress.NONE);
        yield new Answer.Written("application/json",
            out -> new LogPageWriter(query, out).json(page));
      }
      case NDJSON -> new Answer.Written("application/x-ndjson",
          out -> rows(viewer, query, out));
      case TEXT -> {
        LogPage page = search(viewer, query, QueryLog.Progress.NONE);
        yield Answer.text(out -> new LogPageWriter(query, out).text(page));
      }
    };
  }

  /** Searches while it writes, so that a search whose reader has left is given up. */
  private void rows(Gate.Viewer viewer, LogQuery query, OutputStream out) throws IOException {
    LogPageWriter writer = new LogPageWriter(query, out);
    writer.rows(search(viewer, query, (considered, of, matches) -> {
      try {
        writer.progress(considered, of, matches);
        return true;
      } catch (IOException e) {
        return false;
      }
    }));
  }

  private LogPage search(Gate.Viewer viewer, LogQuery query, QueryLog.Progress progress) {
    LogSubject subject = viewer.subject();
    if (!follow.isOnDemand(subject)) {
      return found(viewer, query, progress);
    }
    // It is kept while somebody looks, so this reader looks for a moment.
    try (var glance = Glance.at(follow, viewer.caller(), subject)) {
      glance.awaitLines(patience(subject));
      return found(viewer, query, progress);
    }
  }

  /** An agent answers at once or not at all; an edge elsewhere has to look for the lines. */
  private static Duration patience(LogSubject subject) {
    return switch (subject) {
      case LogSubject.OfDeployment d -> Duration.ZERO;
      case LogSubject.OfWorker w -> Duration.ofSeconds(3);
      case LogSubject.OfContainer c -> Duration.ofSeconds(1);
    };
  }

  private LogPage found(Gate.Viewer viewer, LogQuery query, QueryLog.Progress progress) {
    LogSubject subject = viewer.subject();
    return switch (queries.query(viewer.caller(), subject, query, progress)) {
      case QueryLog.Outcome.Found found -> found.page();
      case QueryLog.Outcome.NoSuchSubject n -> throw new Refusal(LogPlace.absent(subject));
      case QueryLog.Outcome.NotYours n -> throw new Refusal(LogPlace.notYours(subject));
      case QueryLog.Outcome.Unavailable(String reason) ->
        throw new Refusal(LogPlace.unavailable(reason));
    };
  }
}
