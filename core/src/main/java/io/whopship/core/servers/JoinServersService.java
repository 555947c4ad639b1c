package io.whopship.core.servers;

import io.whopship.core.agents.ConnectedHosts;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.agents.Agents;
import io.whopship.ports.driven.servers.Servers;
import io.whopship.ports.driving.servers.JoinServers;
import io.whopship.ports.model.servers.Registration;
import io.whopship.ports.model.servers.Registration.Registered;
import io.whopship.ports.model.servers.RunningServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class JoinServersService implements JoinServers {

  private static final Logger log = LoggerFactory.getLogger(JoinServersService.class);

  private final RunningServer self;
  private final Servers servers;
  private final ConnectedHosts hosts;
  private final Agents agents;

  JoinServersService(RunningServer self, Servers servers, ConnectedHosts hosts, Agents agents) {
    this.self = self;
    this.servers = servers;
    this.hosts = hosts;
    this.agents = agents;
  }

  @Override
  public Registration join() {
    return servers.register(self);
  }

  @Override
  public Registration stay() {
    if (!servers.renew(self)) {
      log.warn("registration was lost, as there was no sign of life for so long server={} lease={}",
          self.name(), Servers.LEASE);
      Registration again = servers.register(self);
      if (!(again instanceof Registered)) {
        return again;
      }
    }
    hosts.compare(agent -> agents.find(agent).isPresent());
    return new Registered();
  }

  @Override
  public void leave() {
    try {
      servers.deregister(self);
    } catch (PortException e) {
      log.warn("others will see this server for some more seconds server={} cause=\"{}\"",
          self.name(), e.toString());
    }
  }
}
