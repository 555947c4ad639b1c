package io.whopship.adapter.http;

import io.whopship.ports.driving.ReadDeploymentLog;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.logs.StoredLine;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The log of a deployment as plain text, read and written page by page. */
final class LogPages {

  /** Lines held in memory at a time. */
  private static final int PAGE = 1000;

  private final ReadDeploymentLog log;
  private final Caller caller;
  private final DeploymentId deployment;

  LogPages(ReadDeploymentLog log, Caller caller, DeploymentId deployment) {
    this.log = log;
    this.caller = caller;
    this.deployment = deployment;
  }

  ReadDeploymentLog.Outcome firstPage() {
    return log.read(caller, deployment, 0, PAGE);
  }

  /** Writes these lines and those behind them, up to the end that the log has by then. */
  void write(List<StoredLine> firstPage, OutputStream out) throws IOException {
    List<StoredLine> lines = firstPage;
    while (!lines.isEmpty()) {
      out.write(text(lines).getBytes(StandardCharsets.UTF_8));
      out.flush();
      lines = behind(lines.getLast());
    }
  }

  private List<StoredLine> behind(StoredLine last) {
    return switch (log.read(caller, deployment, last.position(), PAGE)) {
      case ReadDeploymentLog.Outcome.Found found -> found.lines();
      // It was there a moment ago: it has been deleted since, and what was written was all.
      case ReadDeploymentLog.Outcome.NoSuchDeployment n -> List.of();
      case ReadDeploymentLog.Outcome.NotYours n -> List.of();
    };
  }

  static String text(List<StoredLine> lines) {
    StringBuilder text = new StringBuilder();
    for (StoredLine stored : lines) {
      text.append('[')
          .append(Json.timestamp(stored.line().at()))
          .append("] ")
          .append(PlainText.of(stored.line().message()))
          .append('\n');
    }
    return text.toString();
  }
}
