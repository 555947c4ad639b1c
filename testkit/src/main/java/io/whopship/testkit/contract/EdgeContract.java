package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.Checkable.Check;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.Edge.Probe;
import io.whopship.ports.driven.Edge.ProbeResult;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.rollout.Release;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What {@link Edge} promises, of edges that run workers and of those that only pretend to. An edge
 * with a real runtime passes {@link RunningEdgeContract}, which holds this one.
 */
public abstract class EdgeContract extends EdgeRoutingContract {

  @Test
  void anEdgeThatWorksSaysSoAndWhatItIs() {
    assertThat(edge.check()).isEqualTo(new Check.Usable());
    assertThat(edge.description().platform()).isNotBlank();
    assertThat(edge.description().mapping()).isNotBlank();
    assertThat(edge.description().spread()).isGreaterThanOrEqualTo(Duration.ZERO);
  }

  @Nested
  class Placed {

    @Test
    void aReleaseHasItsNameAndAVersion() {
      Release release = place(FIRST);

      assertThat(release.name()).isEqualTo(FIRST);
      assertThat(release.versionId()).isNotBlank();
    }

    @Test
    void aReleaseHasNoVisitors() {
      place(FIRST);

      awaitNobody();
    }

    @Test
    void twiceAReleaseIsTheSameVersion() {
      assertThat(place(FIRST)).isEqualTo(place(FIRST));
    }

    @Test
    void byManyAtOnceAReleaseIsTheSameVersion() throws Exception {
      Callable<Release> placing = () -> place(FIRST);

      assertThat(Collections.frequency(AtOnce.run(Collections.nCopies(4, placing)), place(FIRST)))
          .isEqualTo(4);
      edge.route(toAll(1, FIRST));
      awaitServed(visitor(1), FIRST);
    }

    @Test
    void otherContentIsAnotherVersion() {
      assertThat(place(FIRST).versionId()).isNotEqualTo(place(SECOND).versionId());
    }

    @Test
    void aReleaseIsListedUntilItIsRemoved() {
      assertThat(edge.placed()).isEmpty();
      place(FIRST);
      place(SECOND);
      place(FIRST);
      edge.route(toAll(1, FIRST));
      assertThat(edge.placed()).containsExactlyInAnyOrder(FIRST, SECOND);
      assertThat(edge.placed(FIRST.app())).containsExactlyInAnyOrder(FIRST, SECOND);
      assertThat(edge.placed(new AppId(8))).isEmpty();

      edge.remove(SECOND);

      assertThat(edge.placed()).containsExactly(FIRST);
    }

    @Test
    void againAReleaseInServiceStaysInService() {
      place(FIRST);
      edge.route(toAll(1, FIRST));

      place(FIRST);

      awaitServed(visitor(1), FIRST);
    }
  }

  @Nested
  class Probed {

    @Test
    void aReleaseIsHealthyBeforeAnyRouteNamesIt() {
      place(FIRST);

      assertThat(edge.probe(FIRST, HOST, new Probe("/", TIMEOUT)))
          .isInstanceOfSatisfying(ProbeResult.Answered.class, healthy -> {
            assertThat(healthy.status()).isEqualTo(200);
            assertThat(healthy.latency()).isGreaterThanOrEqualTo(Duration.ZERO);
          });
    }

    @Test
    void aReleaseIsReachedPastTheRouteOfItsHost() {
      place(FIRST);
      place(SECOND);
      edge.route(toAll(1, FIRST));
      edge.remove(SECOND);

      assertThat(edge.probe(FIRST, HOST, new Probe("/", TIMEOUT)))
          .isInstanceOf(ProbeResult.Answered.class);
      assertThat(edge.probe(SECOND, HOST, new Probe("/", TIMEOUT)))
          .isInstanceOf(ProbeResult.Silent.class);
    }

    @Test
    void asMuchOfTheBodyIsToldAsIsAskedFor() {
      place(FIRST);
      String whole = probedBody("/", 65_536);

      assertThat(whole).isNotEmpty();
      assertThat(probedBody("/", whole.length())).isEqualTo(whole);
      assertThat(probedBody("/", 2)).isEqualTo(whole.substring(0, 2));
      assertThat(probedBody("/", 0)).isEmpty();
    }

    @Test
    void aReleaseThatIsNotThereIsUnhealthy() {
      assertThat(edge.probe(NEVER_PLACED, HOST, new Probe("/", TIMEOUT)))
          .isInstanceOfSatisfying(ProbeResult.Silent.class,
              unhealthy -> assertThat(unhealthy.reason()).isNotBlank());
    }
  }

  @Nested
  class Removed {

    @Test
    void aReleaseIsThereNoMore() {
      place(FIRST);

      edge.remove(FIRST);

      assertThat(edge.probe(FIRST, HOST, new Probe("/", TIMEOUT)))
          .isInstanceOf(ProbeResult.Silent.class);
    }

    @Test
    void whatIsNotThereIsFine() {
      edge.remove(NEVER_PLACED);
    }

    @Test
    void aReleaseLeavesOthersAlone() {
      place(FIRST);
      place(SECOND);
      edge.route(toAll(1, SECOND));

      edge.remove(FIRST);

      awaitServed(visitor(1), SECOND);
    }
  }
}
