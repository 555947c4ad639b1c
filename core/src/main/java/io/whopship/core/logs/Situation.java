package io.whopship.core.logs;

import io.whopship.ports.driving.logs.LogEvent;
import io.whopship.ports.driving.logs.LogEvent.RolloutIs;
import io.whopship.ports.driving.logs.LogEvent.SourceFailed;
import io.whopship.ports.driving.logs.LogEvent.StatusIs;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How things stand at some place of a log.
 *
 * @param status of a deployment; {@code null} before the first word of it
 * @param rollout likewise
 * @param trouble that a source has; {@code null} if it has none
 */
record Situation(@Nullable StatusIs status, @Nullable RolloutIs rollout,
    @Nullable SourceFailed trouble) {

  static final Situation UNKNOWN = new Situation(null, null, null);

  Situation after(LogEvent event) {
    return switch (event) {
      case StatusIs now -> new Situation(now, rollout, trouble);
      case RolloutIs now -> new Situation(status, now, trouble);
      case SourceFailed now -> new Situation(status, rollout, now);
      case LogEvent.Lines l -> trouble == null ? this : new Situation(status, rollout, null);
      case LogEvent.Missing m -> this;
      case LogEvent.Complete c -> this;
    };
  }

  /** What somebody has to be told who knows only of another situation. */
  List<LogEvent> newsSince(Situation known) {
    List<LogEvent> news = new ArrayList<>();
    if (status != null && !status.equals(known.status)) {
      news.add(status);
    }
    if (rollout != null && !rollout.equals(known.rollout)) {
      news.add(rollout);
    }
    if (trouble != null && !trouble.equals(known.trouble)) {
      news.add(trouble);
    }
    return news;
  }
}
