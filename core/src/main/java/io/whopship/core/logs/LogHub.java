package io.whopship.core.logs;

import io.whopship.core.access.Access;
import io.whopship.core.access.Access.ToDeployment;
import io.whopship.core.agents.AgentAccess;
import io.whopship.core.agents.AgentAccess.ToAgent;
import io.whopship.core.agents.ConnectedHosts;
import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Signals.Signal;
import io.whopship.ports.driving.logs.CollectWorkerLog;
import io.whopship.ports.driving.logs.FollowLog;
import io.whopship.ports.driving.logs.LogEvent;
import io.whopship.ports.driving.logs.WatchStreams;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogStart;
import io.whopship.ports.model.logs.LogSubject;
import io.whopship.ports.model.logs.LogSubject.OfContainer;
import io.whopship.ports.model.logs.LogSubject.OfDeployment;
import io.whopship.ports.model.logs.LogSubject.OfWorker;
import io.whopship.ports.model.logs.StoredLine;
import io.whopship.ports.model.rollout.ReleaseName;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where sources of lines and viewers meet. Safe for use by many threads. */
public final class LogHub implements FollowLog, CollectWorkerLog, WatchStreams {

  /** Workers whose last lines are kept although nobody looks. */
  private static final int MAX_WORKERS = 128;

  private final LogUseCases.Parts parts;
  private final Access access;
  private final AgentAccess agentAccess;
  private final ConnectedHosts hosts;
  private final Map<LogSubject, Feed> feeds = new ConcurrentHashMap<>();

  public LogHub(LogUseCases.Parts parts) {
    this.parts = parts;
    this.access = parts.access();
    this.agentAccess = new AgentAccess(parts.agents());
    this.hosts = parts.hosts();
    hosts.onChange(this::hostChanged);
    parts.signals().listen(this::heard);
  }

  /** A store that tells those who look of what is written to it, and others of new states. */
  public Deployments announcing(Deployments deployments, DeploymentNews news) {
    return new AnnouncingDeployments(deployments, this::written, news);
  }

  DeploymentLogs announcing(DeploymentLogs logs) {
    return new AnnouncingLogs(logs, this::written);
  }

  @Override
  public FollowLog.Outcome follow(Caller caller, LogSubject subject, LogStart start,
      Runnable wake) {
    return switch (subject) {
      case OfDeployment of -> switch (access.deployment(caller, of.deployment())) {
        case ToDeployment.Granted granted -> followDeployment(of, granted.deployment(), start,
            wake);
        case ToDeployment.Denied() -> new FollowLog.Outcome.NotYours();
        case ToDeployment.Absent() -> new FollowLog.Outcome.NoSuchSubject();
      };
      case OfWorker of -> switch (access.deployment(caller, of.deployment())) {
        case ToDeployment.Granted granted -> followWorker(of, granted.deployment(), start, wake);
        case ToDeployment.Denied() -> new FollowLog.Outcome.NotYours();
        case ToDeployment.Absent() -> new FollowLog.Outcome.NoSuchSubject();
      };
      case OfContainer of -> switch (agentAccess.agent(caller, of.agent())) {
        case ToAgent.Granted granted -> followContainer(of, start, wake);
        case ToAgent.Denied() -> new FollowLog.Outcome.NotYours();
        case ToAgent.Absent() -> new FollowLog.Outcome.NoSuchSubject();
      };
    };
  }

  private FollowLog.Outcome followDeployment(OfDeployment of, Deployment deployment,
      LogStart start, Runnable wake) {
    DeploymentEntry entry = new DeploymentEntry(parts.logs(), deployment);
    Entry place = entry.of(start);
    Cursor end = entry.end();
    return join(of, wake, () -> new DeploymentFeed(deployment, end, parts), feed -> place);
  }

  private FollowLog.Outcome followWorker(OfWorker of, Deployment deployment, LogStart start,
      Runnable wake) {
    // A source that begins numbers anew, so that all who come back begin behind this.
    Cursor behind = start instanceof LogStart.After after ? after.cursor() : Cursor.NEW;
    return join(of, wake,
        () -> parts.workers().isOnDemand()
            ? new FollowedWorkerFeed(deployment.releaseName(), liveLog(behind), parts.workers(),
                parts.timer())
            : workerFeed(Cursor.NEW),
        feed -> new LiveEntry(feed.stream()).of(start));
  }

  @Override
  public boolean isOnDemand(LogSubject subject) {
    return switch (subject) {
      case OfDeployment of -> false;
      case OfWorker of -> parts.workers().isOnDemand();
      case OfContainer of -> true;
    };
  }

  private FollowLog.Outcome followContainer(OfContainer of, LogStart start, Runnable wake) {
    if (!feeds.containsKey(of) && !hosts.isConnected(of.agent())) {
      return new FollowLog.Outcome.Unavailable("the agent is not connected");
    }
    Cursor behind = start instanceof LogStart.After after ? before(after.cursor()) : Cursor.NEW;
    return join(of, wake,
        () -> new ContainerFeed(of, liveLog(behind), hosts, parts.timer(),
            parts.settings().ringLines()),
        feed -> new LiveEntry(feed.stream()).of(start));
  }

  /** Others who come back with this viewer may have been further behind. */
  private Cursor before(Cursor cursor) {
    return new Cursor(cursor.epoch(),
        Math.max(cursor.offset() - parts.settings().ringLines(), 0));
  }

  /** Joins the feed there is, or makes one. */
  private FollowLog.Outcome join(LogSubject subject, Runnable wake, Supplier<Feed> maker,
      Function<Feed, Entry> entry) {
    var joined = new Object() {
      @Nullable
      StreamView view;
    };
    feeds.compute(subject, (same, known) -> {
      Feed feed = known == null ? maker.get() : known;
      if (feed.stream().viewers() < parts.settings().maxViewers()) {
        Entry at = entry.apply(feed);
        List<LogEvent> first = at.missing() == null ? List.of() : List.of(at.missing());
        joined.view = new StreamView(feed.stream(), feed.backlog(), at.place(), first, wake,
            view -> leave(subject, view));
        feed.stream().add(joined.view);
        feed.viewerCame();
      }
      return feed;
    });
    return joined.view == null
        ? new FollowLog.Outcome.TooManyViewers(parts.settings().maxViewers())
        : new FollowLog.Outcome.Following(joined.view);
  }

  private void leave(LogSubject subject, StreamView view) {
    feeds.computeIfPresent(subject, (same, feed) -> {
      feed.stream().remove(view);
      if (feed.stream().viewers() > 0) {
        return feed;
      }
      if (feed instanceof LingeringFeed source) {
        // A page that is loaded anew comes back in a moment.
        parts.timer().after(parts.settings().linger(), () -> endIfUnseen(subject, source));
      }
      return feed.endsWithoutViewers() ? null : feed;
    });
  }

  private void endIfUnseen(LogSubject subject, LingeringFeed lingering) {
    feeds.computeIfPresent(subject, (same, feed) -> {
      if (feed.equals(lingering) && feed.stream().viewers() == 0) {
        lingering.stop();
        return null;
      }
      return feed;
    });
  }

  /** This server wrote to a deployment, or removed it: whoever follows it, anywhere, is told. */
  public void written(DeploymentId deployment) {
    changed(deployment);
    parts.signals().announce(new Signal.DeploymentChanged(deployment));
  }

  private void heard(Signal signal) {
    switch (signal) {
      case Signal.DeploymentChanged(DeploymentId deployment) -> changed(deployment);
      case Signal.AppChanged changed -> {
      }
      case Signal.WorkIsDue() -> {
      }
      case Signal.Anything() -> feeds.values().forEach(feed -> {
        if (feed instanceof DeploymentFeed ofDeployment) {
          ofDeployment.changed();
        }
      });
    }
  }

  private void changed(DeploymentId deployment) {
    if (feeds.get(new OfDeployment(deployment)) instanceof DeploymentFeed feed) {
      feed.changed();
    }
  }

  private void hostChanged(AgentId agent) {
    feeds.forEach((subject, feed) -> {
      if (subject instanceof OfContainer of && of.agent().equals(agent)
          && feed instanceof ContainerFeed container) {
        container.hostChanged();
      }
    });
  }

  @Override
  public void accept(ReleaseName release, String epoch, long first, List<LogLine> lines) {
    OfWorker subject = new OfWorker(release.deployment());
    if (!feeds.containsKey(subject)) {
      makeRoom();
    }
    feeds.compute(subject, (same, known) -> {
      Feed feed = known == null ? workerFeed(new Cursor(epoch, first - 1)) : known;
      if (feed instanceof WorkerFeed worker) {
        worker.usedAt(parts.clock().instant());
        worker.log().accept(epoch, first, lines);
      }
      return feed;
    });
  }

  private WorkerFeed workerFeed(Cursor start) {
    return new WorkerFeed(liveLog(start), parts.clock().instant());
  }

  private LiveLog liveLog(Cursor start) {
    return new LiveLog(start, parts.settings(), parts.timer(), parts.clock());
  }

  /** Forgets the workers that have been silent for longest, if there are many. */
  private void makeRoom() {
    List<Map.Entry<LogSubject, WorkerFeed>> unseen = feeds.entrySet()
        .stream()
        .filter(entry -> entry.getValue() instanceof WorkerFeed)
        .map(entry -> Map.entry(entry.getKey(), (WorkerFeed) entry.getValue()))
        .filter(entry -> entry.getValue().stream().viewers() == 0)
        .sorted(Comparator.comparing(entry -> entry.getValue().usedAt()))
        .toList();
    unseen.stream()
        .limit(Math.max(unseen.size() - MAX_WORKERS + 1, 0))
        .forEach(entry -> feeds.computeIfPresent(entry.getKey(),
            (subject, feed) -> feed.stream().viewers() == 0 ? null : feed));
  }

  @Override
  public WatchStreams.Outcome streams(Caller caller, AgentId agent) {
    return switch (agentAccess.agent(caller, agent)) {
      case ToAgent.Granted granted ->
        new WatchStreams.Outcome.Found(hosts.isConnected(agent), streamsOf(agent));
      case ToAgent.Denied() -> new WatchStreams.Outcome.NotYours();
      case ToAgent.Absent() -> new WatchStreams.Outcome.NoSuchAgent();
    };
  }

  private List<Stream> streamsOf(AgentId agent) {
    return feeds.entrySet()
        .stream()
        .filter(entry -> entry.getKey() instanceof OfContainer of && of.agent().equals(agent))
        .map(entry -> {
          LogStream stream = entry.getValue().stream();
          BufferedLines buffered = stream.buffered();
          return new Stream(((OfContainer) entry.getKey()).container(), stream.viewers(),
              buffered.lines().size(), buffered.end());
        })
        .sorted(Comparator.comparing(stream -> stream.container().value()))
        .toList();
  }

  /** What a release said last, as far as it is known here. */
  public List<LogLine> lastLines(DeploymentId release, int most) {
    return recent(new OfWorker(release))
        .map(buffered -> buffered.lines())
        .stream()
        .flatMap(lines -> lines.subList(Math.max(lines.size() - most, 0), lines.size()).stream())
        .map(StoredLine::line)
        .toList();
  }

  /** What is kept of a running worker or container; empty if it is not followed here. */
  Optional<BufferedLines> recent(LogSubject subject) {
    return Optional.ofNullable(feeds.get(subject)).map(feed -> feed.stream().buffered());
  }
}
