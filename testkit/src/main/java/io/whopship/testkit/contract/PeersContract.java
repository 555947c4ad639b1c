package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.driven.agents.ContainerHost.Action;
import io.whopship.ports.driven.agents.ContainerHost.Done;
import io.whopship.ports.driven.servers.Peers;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.servers.PeerCall;
import io.whopship.ports.model.servers.RunningServer;
import io.whopship.testkit.FakeContainerHost;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link Peers} promises; what its hosts do is said by {@link ContainerHostContract}. */
public abstract class PeersContract {

  /** A server, and another one that it reaches, to which an agent is connected. */
  public interface TwoServers extends AutoCloseable {

    Peers peers();

    RunningServer other();

    AgentId agent();

    /** What the other server accepts for this call. */
    Secret pass(PeerCall call);

    /** The agent leaves the other server. */
    void disconnect();

    /** The other server is not there any more. */
    void kill();

    @Override
    void close();
  }

  private static final ContainerName WEB = new ContainerName("web");

  private final FakeContainerHost there = new FakeContainerHost(InstantSource.system());
  private final AtomicInteger passes = new AtomicInteger();
  private TwoServers servers;
  private ContainerHost host;

  /** Starts both, with an agent of which this is the host. */
  protected abstract TwoServers open(ContainerHost agentsHost) throws Exception;

  @BeforeEach
  void openServers() throws Exception {
    there.create("web");
    servers = open(there);
    host = servers.peers().host(servers.other(), servers.agent(), call -> {
      passes.incrementAndGet();
      return servers.pass(call);
    });
  }

  @AfterEach
  void closeServers() {
    servers.close();
  }

  private void assertUnavailable(ContainerHost tried) {
    assertThatThrownBy(tried::containers).isInstanceOf(PortException.Unavailable.class);
    assertThatThrownBy(() -> tried.act(WEB, Action.STOP))
        .isInstanceOf(PortException.Unavailable.class);
    assertThatThrownBy(() -> tried.follow(WEB, null, 10, new RecordingSink()))
        .isInstanceOf(PortException.Unavailable.class);
    assertThat(there.follows("web")).isZero();
  }

  @Test
  void leadToTheHostOfTheAgent() {
    assertThat(host.containers()).extracting(container -> container.name()).containsExactly(WEB);
    assertThat(host.act(WEB, Action.STOP)).isEqualTo(new Done.Ok());
    assertThat(there.containers().getFirst().state()).isEqualTo("exited");
  }

  @Test
  void showAPassWithEachCall() {
    assertThat(passes).hasValue(0);
    host.containers();
    host.containers();

    assertThat(passes).hasValue(2);
  }

  @Test
  void doNotLeadToAnAgentThatHasLeft() {
    servers.disconnect();

    assertUnavailable(host);
  }

  @Test
  void doNotLeadAnywhereWithoutAGoodPass() {
    assertUnavailable(servers.peers()
        .host(servers.other(), servers.agent(), call -> new Secret("no-pass")));
  }

  @Test
  void doNotLeadAnywhereWithThePassOfAnotherCall() {
    assertUnavailable(servers.peers()
        .host(servers.other(), servers.agent(), call -> servers
            .pass(new PeerCall(call.agent(), call.method(), call.target() + "?limit=1"))));
    assertUnavailable(servers.peers()
        .host(servers.other(), servers.agent(), call -> servers
            .pass(new PeerCall(call.agent(), "DELETE", call.target()))));
  }

  @Test
  void doNotLeadToAServerThatIsNotThere() {
    servers.kill();

    assertUnavailable(host);
  }
}
