package io.whopship.core.logs;

import io.whopship.ports.model.logs.LogEvent;
import io.whopship.ports.model.logs.LogEvent.RolloutIs;
import io.whopship.ports.model.logs.LogEvent.StatusIs;
import org.jspecify.annotations.Nullable;

/**
 * How a deployment stands at some place of its log.
 *
 * @param status {@code null} before the first word of it
 * @param rollout likewise
 */
record Situation(@Nullable StatusIs status, @Nullable RolloutIs rollout) {

  static final Situation UNKNOWN = new Situation(null, null);

  Situation after(LogEvent event) {
    return switch (event) {
      case StatusIs now -> new Situation(now, rollout);
      case RolloutIs now -> new Situation(status, now);
      case LogEvent.Lines l -> this;
      case LogEvent.Missing m -> this;
      case LogEvent.SourceFailed f -> this;
      case LogEvent.Complete c -> this;
    };
  }
}
