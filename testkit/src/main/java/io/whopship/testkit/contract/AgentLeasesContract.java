package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.agents.Agents;
import io.whopship.ports.driven.servers.AgentLeases;
import io.whopship.ports.driven.servers.Servers;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.identity.TokenHash;
import io.whopship.ports.model.servers.AgentLease;
import io.whopship.ports.model.servers.RunningServer;
import io.whopship.testkit.MovableClock;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link AgentLeases} promises. */
public abstract class AgentLeasesContract {

  /** Leases, and the servers and agents that they are between. */
  public record Parts(AgentLeases leases, Servers servers, Agents agents) {}

  private final MovableClock clock = new MovableClock(Examples.NOW);
  private Parts parts;
  private AgentLeases leases;
  private RunningServer here;
  private RunningServer there;
  private AgentId agent;

  /** Opens empty stores that go by this clock; the extending test closes what needs it. */
  protected abstract Parts open(InstantSource clock) throws Exception;

  @BeforeEach
  void openLeases() throws Exception {
    parts = open(clock);
    leases = parts.leases();
    here = ServersContract.server("here", Set.of());
    there = ServersContract.server("there", Set.of());
    parts.servers().register(here);
    parts.servers().register(there);
    agent = addAgent("host");
  }

  private AgentId addAgent(String name) {
    Agent added = new Agent(new AgentId(UUID.randomUUID()), Examples.OWNER, name, Examples.NOW,
        null);
    parts.agents().add(added, TokenHash.of(new Secret(name)), Examples.NOW.plusSeconds(60));
    return added.id();
  }

  private long take(AgentId taken, RunningServer by) {
    return leases.take(taken, by).orElseThrow();
  }

  @Test
  void sayWhereAnAgentIsConnected() {
    assertThat(leases.find(agent)).isEmpty();
    AgentId other = addAgent("other");

    long number = take(agent, here);
    long othersNumber = take(other, there);

    AgentLease lease = new AgentLease(agent, here, number);
    assertThat(leases.find(agent)).contains(lease);
    assertThat(leases.list()).containsExactlyInAnyOrder(lease,
        new AgentLease(other, there, othersNumber));
  }

  @Test
  void areTheNewestConnections() {
    long first = take(agent, here);
    long second = take(agent, there);
    assertThat(second).isGreaterThan(first);
    assertThat(leases.find(agent)).contains(new AgentLease(agent, there, second));

    long third = take(agent, there);
    assertThat(third).isGreaterThan(second);
    assertThat(leases.list()).containsExactly(new AgentLease(agent, there, third));
  }

  @Test
  void endWhenTheAgentLeaves() {
    long number = take(agent, here);

    leases.release(agent, here, number);
    leases.release(agent, here, number);

    assertThat(leases.find(agent)).isEmpty();
    assertThat(leases.list()).isEmpty();
    assertThat(take(agent, there)).isGreaterThan(number);
  }

  @Test
  void areNotEndedByThoseWhoHaveLostThem() {
    long first = take(agent, here);
    long second = take(agent, there);

    leases.release(agent, here, first);
    leases.release(agent, here, second);
    leases.release(agent, there, first);

    assertThat(leases.find(agent)).contains(new AgentLease(agent, there, second));
  }

  @Test
  void ofADeadServerAreNoneUntilItGivesASignAgain() {
    long number = take(agent, here);
    clock.advance(Servers.LEASE);
    assertThat(leases.find(agent)).isEmpty();
    assertThat(leases.list()).isEmpty();

    parts.servers().renew(here);

    assertThat(leases.find(agent)).contains(new AgentLease(agent, here, number));
  }

  @Test
  void ofAnEarlierProcessAreNotThoseOfTheNext() {
    take(agent, here);
    parts.servers().deregister(here);
    parts.servers().register(ServersContract.server("here", Set.of()));

    assertThat(leases.find(agent)).isEmpty();
    assertThat(leases.list()).isEmpty();
  }

  @Test
  void areBackWithAServerThatRegistersAnew() {
    long number = take(agent, here);
    parts.servers().deregister(here);
    parts.servers().register(here);

    assertThat(leases.find(agent)).contains(new AgentLease(agent, here, number));
  }

  @Test
  void goWithTheAgent() {
    take(agent, here);

    parts.agents().remove(agent);

    assertThat(leases.find(agent)).isEmpty();
    assertThat(leases.list()).isEmpty();
    assertThat(leases.take(agent, here)).isEmpty();
  }

  @Test
  void ofAnAgentThatIsNotThereAreNotGiven() {
    assertThat(leases.take(new AgentId(UUID.randomUUID()), here)).isEmpty();
    assertThat(leases.list()).isEmpty();
  }

  @Test
  void takenAtOnceAreNumberedOneByOne() throws Exception {
    List<Callable<Long>> all = IntStream.range(0, 8)
        .<Callable<Long>>mapToObj(i -> () -> take(agent, i % 2 == 0 ? here : there))
        .toList();

    List<Long> numbers = AtOnce.run(all);

    assertThat(numbers).doesNotHaveDuplicates();
    long greatest = numbers.stream().mapToLong(number -> number).max().orElseThrow();
    RunningServer winner = numbers.indexOf(greatest) % 2 == 0 ? here : there;
    assertThat(leases.find(agent)).contains(new AgentLease(agent, winner, greatest));
  }
}
