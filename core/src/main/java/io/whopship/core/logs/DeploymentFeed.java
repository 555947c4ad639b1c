package io.whopship.core.logs;

import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.Routes;
import io.whopship.ports.driven.Timer;
import io.whopship.ports.driving.logs.LogEvent;
import io.whopship.ports.driving.logs.LogEvent.Complete;
import io.whopship.ports.driving.logs.LogEvent.Lines;
import io.whopship.ports.driving.logs.LogEvent.RolloutIs;
import io.whopship.ports.driving.logs.LogEvent.SourceFailed;
import io.whopship.ports.driving.logs.LogEvent.StatusIs;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.Status;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.StoredLine;
import io.whopship.ports.model.rollout.Percent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of a deployment, read from the store once for all who look: whenever it is told that
 * something was written there, and now and then if other servers write there, it passes on what is
 * new.
 */
final class DeploymentFeed implements Feed {

  private static final Logger log = LoggerFactory.getLogger(DeploymentFeed.class);

  private static final int PAGE = 500;
  private static final Duration AFTER_A_FAULT = Duration.ofSeconds(1);

  /** A server that dies between a write and its signal leaves it to the others to look. */
  private static final Duration WITHOUT_A_SIGNAL = Duration.ofSeconds(5);

  private final DeploymentId id;
  private final Deployments deployments;
  private final Routes routes;
  private final DeploymentLogs logs;
  private final Timer timer;
  private final LogStream stream;
  private final Pacer pacer;
  private final boolean hasOthers;
  private final ReentrantLock reading = new ReentrantLock();
  private Situation told = Situation.UNKNOWN;
  private boolean hasFailed;
  private boolean isComplete;
  private boolean looksAgain;

  /**
   * Behind {@code start} everything is read. Of a deployment that is over already there is nothing
   * to read: the first look of a viewer finds the end.
   */
  DeploymentFeed(Deployment deployment, Cursor start, LogUseCases.Parts parts) {
    this.id = deployment.id();
    this.deployments = parts.deployments();
    this.routes = parts.routes();
    this.logs = parts.logs();
    this.timer = parts.timer();
    this.hasOthers = parts.signals().reachOthers();
    this.stream = new LogStream(start, parts.settings());
    this.pacer = new Pacer(parts.timer(), parts.clock(), stream::pause, this::readOnce);
    if (deployment.state().isFinal()) {
      tell(deployment, share(deployment));
    }
  }

  @Override
  public LogStream stream() {
    return stream;
  }

  @Override
  public Backlog backlog() {
    return new StoreBacklog(logs, id);
  }

  @Override
  public void viewerCame() {
    changed();
  }

  @Override
  public boolean endsWithoutViewers() {
    return true;
  }

  /** Something of the deployment was written. */
  void changed() {
    pacer.signalAway();
  }

  private void readOnce() {
    reading.lock();
    try {
      if (!isComplete) {
        read();
        hasFailed = false;
      }
    } catch (PortException e) {
      log.warn("log not read deployment={} cause=\"{}\"", id, e.getMessage());
      if (!hasFailed) {
        stream.publish(List.of(new SourceFailed("the log cannot be read just now")));
      }
      hasFailed = true;
      if (e instanceof PortException.Unavailable && stream.viewers() > 0) {
        timer.after(AFTER_A_FAULT, pacer::signalAway);
      }
    } finally {
      lookAgainLater();
      reading.unlock();
    }
  }

  private void lookAgainLater() {
    if (hasOthers && !isComplete && !looksAgain && stream.viewers() > 0) {
      looksAgain = true;
      timer.after(WITHOUT_A_SIGNAL, this::lookAgain);
    }
  }

  private void lookAgain() {
    reading.lock();
    try {
      looksAgain = false;
    } finally {
      reading.unlock();
    }
    if (stream.viewers() > 0) {
      changed();
    }
  }

  /** First the state, then the lines: whoever is told of a state has been given its last line. */
  private void read() {
    Optional<Deployment> found = deployments.find(id);
    Optional<Percent> share = found.map(this::share);
    readLines();
    if (found.isPresent()) {
      tell(found.get(), share.orElseThrow());
    } else {
      stream.publish(List.of(new SourceFailed("the deployment was deleted"),
          new Complete(Status.FAILED)));
      isComplete = true;
    }
  }

  private void tell(Deployment deployment, Percent share) {
    Situation now = new Situation(
        new StatusIs(deployment.state().status(), errorOf(deployment)),
        new RolloutIs(deployment.rolloutStage(), share), null);
    List<LogEvent> events = now.newsSince(told);
    told = now;
    if (deployment.state().isFinal()) {
      events.add(new Complete(deployment.state().status()));
      isComplete = true;
    }
    stream.publish(events);
  }

  private Percent share(Deployment deployment) {
    return routes.find(deployment.app())
        .map(route -> route.traffic().shareOf(deployment.releaseName()))
        .orElse(Percent.NONE);
  }

  private static @Nullable String errorOf(Deployment deployment) {
    return deployment.state() instanceof DeploymentState.Failed failed
        ? failed.failure().message()
        : null;
  }

  private void readLines() {
    List<StoredLine> page;
    do {
      Cursor end = stream.end();
      page = logs.read(id, end.offset(), PAGE);
      if (!page.isEmpty()) {
        stream.publish(List.of(new Lines(end.epoch(), page)));
      }
    } while (!page.isEmpty());
  }
}
