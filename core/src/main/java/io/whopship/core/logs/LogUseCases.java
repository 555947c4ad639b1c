package io.whopship.core.logs;

import io.whopship.core.access.Access;
import io.whopship.core.agents.AgentAccess;
import io.whopship.core.agents.ConnectedHosts;
import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Routes;
import io.whopship.ports.driven.Signals;
import io.whopship.ports.driven.Timer;
import io.whopship.ports.driven.WorkerLogSource;
import io.whopship.ports.driven.agents.Agents;
import io.whopship.ports.driving.logs.AppendLog;
import io.whopship.ports.driving.logs.CollectWorkerLog;
import io.whopship.ports.driving.logs.FollowLog;
import io.whopship.ports.driving.logs.KeepLogs;
import io.whopship.ports.driving.logs.QueryLog;
import io.whopship.ports.driving.logs.WatchStreams;
import io.whopship.ports.model.logs.LogSettings;
import java.time.InstantSource;

/** All that can be done with logs. */
public record LogUseCases(FollowLog follow, QueryLog query, AppendLog append,
    CollectWorkerLog collect, WatchStreams watch, KeepLogs keep) {

  /** What logs are made of, and who may have them. */
  public record Parts(Access access, Deployments deployments, Routes routes, DeploymentLogs logs,
      Agents agents, ConnectedHosts hosts, WorkerLogSource workers, Signals signals, Timer timer,
      InstantSource clock, LogSettings settings) {}

  public static LogUseCases assemble(Parts parts, LogHub hub) {
    DeploymentLogs logs = hub.announcing(parts.logs());
    return new LogUseCases(hub,
        new QueryLogService(parts.access(), new AgentAccess(parts.agents()), parts.hosts(),
            logs, hub::recent, parts.settings().maxSearch()),
        new AppendLogService(parts.access(), logs, parts.clock()), hub, hub,
        new KeepLogsService(logs, parts.settings().retention(), parts.clock()));
  }
}
