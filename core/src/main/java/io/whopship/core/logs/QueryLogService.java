package io.whopship.core.logs;

import io.whopship.core.access.Access;
import io.whopship.core.access.Access.ToDeployment;
import io.whopship.core.agents.AgentAccess;
import io.whopship.core.agents.AgentAccess.ToAgent;
import io.whopship.core.agents.ConnectedHosts;
import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.driving.logs.QueryLog;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogQuery;
import io.whopship.ports.model.logs.LogSubject;
import java.util.List;
import java.util.function.Function;

final class QueryLogService implements QueryLog {

  private final Access access;
  private final AgentAccess agents;
  private final ConnectedHosts hosts;
  private final DeploymentLogs logs;
  private final RecentLines recent;
  private final int maxSearch;

  QueryLogService(Access access, AgentAccess agents, ConnectedHosts hosts, DeploymentLogs logs,
      RecentLines recent, int maxSearch) {
    this.access = access;
    this.agents = agents;
    this.hosts = hosts;
    this.logs = logs;
    this.recent = recent;
    this.maxSearch = maxSearch;
  }

  @Override
  public Outcome query(Caller caller, LogSubject subject, LogQuery query, Progress progress) {
    return switch (subject) {
      case LogSubject.OfDeployment(DeploymentId id) -> ofDeployment(caller, id,
          deployment -> search(new StoredLog(logs, deployment), query, progress));
      case LogSubject.OfWorker(DeploymentId id) -> ofDeployment(caller, id,
          deployment -> search(new BufferedLog(buffered(subject, query)), query, progress));
      case LogSubject.OfContainer container -> switch (agents.agent(caller, container.agent())) {
        case ToAgent.Granted granted -> ofContainer(container, query, progress);
        case ToAgent.Denied() -> new Outcome.NotYours();
        case ToAgent.Absent() -> new Outcome.NoSuchSubject();
      };
    };
  }

  private Outcome ofDeployment(Caller caller, DeploymentId id,
      Function<Deployment, Outcome> search) {
    return switch (access.deployment(caller, id)) {
      case ToDeployment.Granted granted -> search.apply(granted.deployment());
      case ToDeployment.Denied() -> new Outcome.NotYours();
      case ToDeployment.Absent() -> new Outcome.NoSuchSubject();
    };
  }

  private Outcome ofContainer(LogSubject.OfContainer container, LogQuery query,
      Progress progress) {
    BufferedLines lines = buffered(container, query);
    return lines.lines().isEmpty() && !hosts.isConnected(container.agent())
        ? new Outcome.Unavailable("the agent is not connected")
        : search(new BufferedLog(lines), query, progress);
  }

  private Outcome search(SearchedLog log, LogQuery query, Progress progress) {
    return new Outcome.Found(new LogSearch(log, query, maxSearch, progress).page());
  }

  /**
   * What is kept of a worker or container. If nothing is, or its source has not said anything yet,
   * whoever has a cursor keeps it: what they missed is told once there is something again.
   */
  private BufferedLines buffered(LogSubject subject, LogQuery query) {
    return recent.of(subject).filter(lines -> !lines.end().equals(Cursor.NEW)).orElseGet(() -> {
      Cursor cursor = query.after();
      return new BufferedLines(cursor == null ? Cursor.NEW : cursor, List.of());
    });
  }
}
