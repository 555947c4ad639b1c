package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.agents.Agents;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.identity.TokenHash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link Agents} promises. */
public abstract class AgentsContract {

  private static final TokenHash TOKEN = hash("token");
  private static final TokenHash KEY = hash("key");
  private static final TokenHash OTHER_KEY = hash("other key");
  private static final Instant LATER = Examples.NOW.plusSeconds(60);
  private static final Instant EXPIRES = Examples.NOW.plusSeconds(3_600);

  private Agents agents;

  /** Opens an empty store; the extending test closes what needs it. */
  protected abstract Agents open() throws Exception;

  @BeforeEach
  void openAgents() throws Exception {
    agents = open();
  }

  private static TokenHash hash(String text) {
    return TokenHash.of(new Secret(text));
  }

  private Agent add(String name, OwnerId owner, TokenHash token) {
    Agent agent = new Agent(new AgentId(UUID.randomUUID()), owner, name, Examples.NOW, null);
    agents.add(agent, token, EXPIRES);
    return agent;
  }

  private Agent add(String name) {
    return add(name, Examples.OWNER, hash("token of " + name));
  }

  private static Agent registered(Agent agent, Instant at) {
    return new Agent(agent.id(), agent.owner(), agent.name(), agent.createdAt(), at);
  }

  @Nested
  class Adding {

    @Test
    void keepsEveryPart() {
      Agent agent = add("größer 🚢");

      assertThat(agents.find(agent.id())).contains(agent);
    }

    @Test
    void givesNoKeyYet() {
      add("host", Examples.OWNER, TOKEN);

      assertThat(agents.findByKey(TOKEN)).isEmpty();
      assertThat(agents.findByKey(KEY)).isEmpty();
    }

    @Test
    void namesNeedNotDiffer() {
      Agent one = add("host", Examples.OWNER, hash("one"));
      Agent other = add("host", Examples.OWNER, hash("other"));

      assertThat(agents.list()).containsExactly(one, other);
    }
  }

  @Nested
  class Registering {

    @Test
    void givesTheAgentItsKey() {
      Agent agent = add("host", Examples.OWNER, TOKEN);

      assertThat(agents.register(TOKEN, KEY, LATER)).contains(registered(agent, LATER));

      assertThat(agents.findByKey(KEY)).contains(registered(agent, LATER));
      assertThat(agents.find(agent.id())).contains(registered(agent, LATER));
    }

    @Test
    void needsATokenThatThereIs() {
      add("host", Examples.OWNER, TOKEN);

      assertThat(agents.register(hash("another"), KEY, LATER)).isEmpty();
      assertThat(agents.findByKey(KEY)).isEmpty();
    }

    @Test
    void needsATokenThatHasNotExpired() {
      add("host", Examples.OWNER, TOKEN);

      assertThat(agents.register(TOKEN, KEY, EXPIRES)).isEmpty();
      assertThat(agents.register(TOKEN, KEY, EXPIRES.minusMillis(1))).isPresent();
    }

    @Test
    void saysTheSameAgainToTheSameKeyEvenLater() {
      Agent agent = add("host", Examples.OWNER, TOKEN);
      agents.register(TOKEN, KEY, LATER);

      assertThat(agents.register(TOKEN, KEY, EXPIRES.plusSeconds(1)))
          .contains(registered(agent, LATER));
    }

    @Test
    void refusesAnotherKey() {
      Agent agent = add("host", Examples.OWNER, TOKEN);
      agents.register(TOKEN, KEY, LATER);

      assertThat(agents.register(TOKEN, OTHER_KEY, LATER)).isEmpty();

      assertThat(agents.findByKey(OTHER_KEY)).isEmpty();
      assertThat(agents.findByKey(KEY)).contains(registered(agent, LATER));
    }

    @Test
    void refusesAKeyThatIsAnothers() {
      Agent first = add("first", Examples.OWNER, TOKEN);
      Agent second = add("second", Examples.OTHER_OWNER, hash("another"));
      agents.register(TOKEN, KEY, LATER);

      assertThat(agents.register(hash("another"), KEY, LATER)).isEmpty();

      assertThat(agents.findByKey(KEY)).contains(registered(first, LATER));
      assertThat(agents.find(second.id())).contains(second);
    }

    @Test
    void ofManyAtOnceOneWins() throws Exception {
      add("host", Examples.OWNER, TOKEN);
      List<Callable<Optional<Agent>>> racers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        TokenHash key = hash("key " + i);
        racers.add(() -> agents.register(TOKEN, key, LATER)
            .filter(agent -> agents.findByKey(key).isPresent()));
      }

      assertThat(AtOnce.run(racers)).filteredOn(Optional::isPresent).hasSize(1);
    }

    @Test
    void ofOneKeyAtOnceAllAreTold() throws Exception {
      add("host", Examples.OWNER, TOKEN);
      List<Callable<Optional<Agent>>> racers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        racers.add(() -> agents.register(TOKEN, KEY, LATER));
      }

      assertThat(AtOnce.run(racers)).allMatch(Optional::isPresent);
    }
  }

  @Nested
  class Listing {

    @Test
    void isEmptyBeforeTheFirst() {
      assertThat(agents.list()).isEmpty();
      assertThat(agents.list(Examples.OWNER)).isEmpty();
    }

    @Test
    void isInTheOrderOfAdding() {
      Agent one = add("c");
      Agent two = add("a");
      Agent three = add("b");
      agents.register(hash("token of c"), KEY, LATER);

      assertThat(agents.list()).containsExactly(registered(one, LATER), two, three);
    }

    @Test
    void ofAnOwnerHoldsNobodyElses() {
      Agent mine = add("mine", Examples.OWNER, hash("1"));
      Agent others = add("others", Examples.OTHER_OWNER, hash("2"));
      Agent mineToo = add("mine, too", Examples.OWNER, hash("3"));

      assertThat(agents.list(Examples.OWNER)).containsExactly(mine, mineToo);
      assertThat(agents.list(Examples.OTHER_OWNER)).containsExactly(others);
    }

    @Test
    void endsAfterAThousand() {
      for (int i = 0; i <= 1_000; i++) {
        add("agent " + i);
      }

      assertThat(agents.list()).hasSize(1_000)
          .last()
          .extracting(Agent::name)
          .isEqualTo("agent 999");
      assertThat(agents.list(Examples.OWNER)).hasSize(1_000);
    }
  }

  @Nested
  class Removing {

    @Test
    void makesTokenAndKeyWorthless() {
      Agent fresh = add("fresh", Examples.OWNER, TOKEN);
      Agent other = add("other");
      agents.register(hash("token of other"), KEY, LATER);

      assertThat(agents.remove(fresh.id())).isTrue();
      assertThat(agents.remove(other.id())).isTrue();

      assertThat(agents.register(TOKEN, OTHER_KEY, LATER)).isEmpty();
      assertThat(agents.register(hash("token of other"), KEY, LATER)).isEmpty();
      assertThat(agents.findByKey(KEY)).isEmpty();
      assertThat(agents.find(fresh.id())).isEmpty();
      assertThat(agents.list()).isEmpty();
    }

    @Test
    void saysWhetherThereWasOne() {
      Agent agent = add("host");
      agents.remove(agent.id());

      assertThat(agents.remove(agent.id())).isFalse();
    }

    @Test
    void leavesOthersAlone() {
      Agent going = add("going");
      Agent staying = add("staying");
      agents.remove(going.id());

      assertThat(agents.list()).containsExactly(staying);
    }
  }
}
