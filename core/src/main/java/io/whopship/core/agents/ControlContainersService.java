package io.whopship.core.agents;

import io.whopship.core.agents.AgentAccess.ToAgent;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.agents.Agents;
import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.driven.agents.ContainerHost.Action;
import io.whopship.ports.driven.agents.ContainerHost.Done;
import io.whopship.ports.driving.agents.ControlContainers;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.identity.Caller;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class ControlContainersService implements ControlContainers {

  private static final Logger log = LoggerFactory.getLogger(ControlContainersService.class);

  private final AgentAccess access;
  private final ConnectedHosts hosts;

  ControlContainersService(Agents agents, ConnectedHosts hosts) {
    this.access = new AgentAccess(agents);
    this.hosts = hosts;
  }

  @Override
  public Outcome list(Caller caller, AgentId agent) {
    return on(caller, agent, host -> new Outcome.Found(host.containers()));
  }

  @Override
  public Outcome act(Caller caller, AgentId agent, ContainerName container, Action action) {
    return on(caller, agent, host -> {
      log.info("container action={} agent={} container={} owner={}",
          action.name().toLowerCase(Locale.ROOT), agent, container, caller.owner());
      return switch (host.act(container, action)) {
        case Done.Ok() -> new Outcome.Done();
        case Done.NoSuchContainer() -> new Outcome.NoSuchContainer();
        case Done.Refused(String reason) -> new Outcome.Refused(reason);
      };
    });
  }

  private Outcome on(Caller caller, AgentId agent, Function<ContainerHost, Outcome> call) {
    return switch (access.agent(caller, agent)) {
      case ToAgent.Granted granted -> reach(agent, call);
      case ToAgent.Denied() -> new Outcome.NotYours();
      case ToAgent.Absent() -> new Outcome.NoSuchAgent();
    };
  }

  private Outcome reach(AgentId agent, Function<ContainerHost, Outcome> call) {
    Optional<ContainerHost> host = hosts.find(agent);
    if (host.isEmpty()) {
      return new Outcome.Unavailable("the agent is not connected");
    }
    try {
      return call.apply(host.get());
    } catch (PortException.Unavailable e) {
      return new Outcome.Unavailable(String.valueOf(e.getMessage()));
    }
  }
}
