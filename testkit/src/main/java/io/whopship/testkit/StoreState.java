package io.whopship.testkit;

import io.whopship.ports.driven.Outbox;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.StoredLine;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.Sample;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** What the in-memory store holds. Whoever touches it holds its monitor. */
final class StoreState {

  final NavigableMap<Long, App> apps = new TreeMap<>();
  final NavigableMap<Long, Deployment> deployments = new TreeMap<>();
  final Map<DeploymentId, List<StoredLine>> lines = new HashMap<>();
  /** The position of the last line of a log, also when it is not kept any more. */
  final Map<DeploymentId, Long> lastPositions = new HashMap<>();
  /** The bytes of all lines that a log ever had. */
  final Map<DeploymentId, Long> bytes = new HashMap<>();
  final Map<AppId, Route> routes = new HashMap<>();
  /** Which deployment of an app is on its way to visitors. */
  final Map<AppId, DeploymentId> occupants = new HashMap<>();
  final Map<DeploymentId, List<Sample>> samples = new HashMap<>();
  final List<Outbox.Entry> notices = new ArrayList<>();
  long lastAppId;
  long lastDeploymentId;
  long lastNotice;

  /** Adds lines to a log, and answers the position of the last. */
  long append(DeploymentId deployment, List<LogLine> added) {
    long position = lastPositions.getOrDefault(deployment, 0L);
    List<StoredLine> log = lines.computeIfAbsent(deployment, id -> new ArrayList<>());
    for (LogLine line : added) {
      log.add(new StoredLine(++position,
          line.withTime(line.at().truncatedTo(ChronoUnit.MILLIS))));
    }
    lastPositions.put(deployment, position);
    bytes.merge(deployment, added.stream().mapToLong(LogLine::bytes).sum(), Long::sum);
    return position;
  }

  /** Forgets a deployment and its log. */
  void removeDeployment(Deployment deployment) {
    deployments.remove(deployment.id().value());
    lines.remove(deployment.id());
    lastPositions.remove(deployment.id());
    bytes.remove(deployment.id());
    samples.remove(deployment.id());
    occupants.remove(deployment.app(), deployment.id());
  }

  /** The part of a map, by falling key, that was asked for. */
  static <T> Page<T> page(NavigableMap<Long, T> items, Predicate<T> wanted, ToLongFunction<T> id,
      Page.Request request) {
    List<T> found = items.headMap(request.before(), false)
        .descendingMap()
        .values()
        .stream()
        .filter(wanted)
        .limit(request.limit() + 1L)
        .toList();
    if (found.size() <= request.limit()) {
      return new Page<>(found, 0);
    }
    List<T> part = found.subList(0, request.limit());
    return new Page<>(part, id.applyAsLong(part.getLast()));
  }
}
