package io.whopship.testkit;

import io.whopship.ports.driven.servers.Servers;
import io.whopship.testkit.contract.ServersContract;
import java.time.InstantSource;

class InMemoryServersTest extends ServersContract {

  @Override
  protected Servers open(InstantSource clock) {
    return new InMemoryServers(clock);
  }
}
