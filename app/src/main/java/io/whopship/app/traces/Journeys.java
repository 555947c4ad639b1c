package io.whopship.app.traces;

import io.whopship.ports.driven.DeploymentObserver.Step;
import io.whopship.ports.model.deploy.Deployment;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where deployments are. What another server ends, this one never hears of: so only the latest are
 * kept. Safe for use by many threads.
 */
final class Journeys {

  private final Map<UUID, Journey> latest;

  /** Those that a step of the next state was told of before that state itself. */
  private final Map<UUID, Journey> overtaken;

  Journeys(int most) {
    this.latest = latest(most);
    this.overtaken = latest(most);
  }

  private static Map<UUID, Journey> latest(int most) {
    return new LinkedHashMap<>() {

      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<UUID, Journey> eldest) {
        return size() > most;
      }
    };
  }

  /** Answers how often the same came of the same step in a row, this time counted. */
  synchronized int step(Step step) {
    Deployment deployment = step.deployment();
    Journey known = latest.get(deployment.uuid());
    if (known != null && known.version() > deployment.version()) {
      return 1; // told late
    }
    latest.remove(deployment.uuid());
    if (known != null && known.version() + 1 == deployment.version()) {
      overtaken.put(deployment.uuid(), known);
    }
    Journey now = (known == null || known.version() != deployment.version()
        ? Journey.found(step)
        : known).stepped(step);
    latest.put(deployment.uuid(), now);
    return now.times();
  }

  /** Answers the stay that ended; {@code null} if none did, or it is not known. */
  synchronized @Nullable Journey enter(Deployment now, Instant instant) {
    Journey known = latest.get(now.uuid());
    if (known != null && known.version() >= now.version()) {
      // told late, by another thread than that which went on
      Journey passed = overtaken.get(now.uuid());
      if (passed == null || passed.version() + 1 != now.version()) {
        return null;
      }
      overtaken.remove(now.uuid());
      return Journey.entered(now, null, instant).isSameStay(passed) ? null : passed;
    }
    latest.remove(now.uuid());
    Journey before = known != null && known.version() + 1 == now.version() ? known : null;
    Journey entered = Journey.entered(now, before, instant);
    if (!now.state().isFinal()) {
      latest.put(now.uuid(), entered);
    }
    return before != null && !entered.isSameStay(before) ? before : null;
  }

  synchronized void forget(Deployment was) {
    latest.remove(was.uuid());
    overtaken.remove(was.uuid());
  }
}
