package io.whopship.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.Checkable.Check;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.Edge.Description;
import io.whopship.ports.driven.Edge.Placement;
import io.whopship.ports.driven.Edge.Placing;
import io.whopship.ports.driven.Edge.Probe;
import io.whopship.ports.driven.Edge.ProbeResult;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.StickyId;
import io.whopship.ports.model.rollout.Traffic;
import io.whopship.testkit.FakeEdge.Operation;
import io.whopship.testkit.contract.EdgeContract;
import io.whopship.testkit.contract.EdgeRoutingContract.Answer;
import io.whopship.testkit.contract.EdgeRoutingContract.OpenEdge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FakeEdgeTest {

  private static final ReleaseName NAME = new ReleaseName(new AppId(1), new DeploymentId(2));
  private static final StickyId VISITOR = new StickyId("0123456789abcdef");
  private static final Route ROUTE = new Route("a.localhost", 1, "salt", new Traffic.Whole(NAME),
      List.of());

  private final FakeEdge edge = new FakeEdge();

  private Placement place(String version) {
    FakeArtifact artifact = FakeArtifact.helloWorker(version);
    try (OpenArtifact content = artifact.open()) {
      return edge.place(new Placing(NAME, artifact.bundle(), Variables.NONE), content,
          line -> {
          });
    }
  }

  private ProbeResult probe() {
    return edge.probe(NAME, "a.localhost", new Probe("/", Duration.ofSeconds(1)));
  }

  @Test
  void aProbeIsToldAsMuchOfTheBodyAsItAsksFor() {
    place("v1");
    edge.answer(NAME, new ProbeResult.Answered(201, Duration.ofMillis(5), "a🚢"));

    for (int bytes = 0; bytes < 7; bytes++) {
      assertThat(edge.probe(NAME, "a.localhost", new Probe("/", Duration.ofSeconds(1), bytes)))
          .isEqualTo(new ProbeResult.Answered(201, Duration.ofMillis(5),
              bytes == 0 ? "" : bytes < 5 ? "a" : "a🚢"));
    }
  }

  @Test
  void aRouteThatAStalledServerOverwroteIsToldAgain() {
    place("v1");
    Route later = new Route("a.localhost", 2, "salt", new Traffic.Whole(NAME), List.of());
    edge.route(later);
    edge.overwrite(ROUTE);

    assertThat(edge.confirm(later)).isTrue();
    assertThat(edge.routeOf("a.localhost")).contains(later);
    assertThat(edge.confirm(later)).isFalse();
  }

  @Test
  void aReleaseIsRefusedAsAsked() {
    edge.refuse(NAME, 400, "Invalid worker script syntax");

    assertThat(place("v1")).isEqualTo(new Placement.Refused(400, "Invalid worker script syntax"));
    assertThat(edge.placed()).isEmpty();
  }

  @Test
  void aReleaseIsIllUntilItIsMadeHealthy() {
    place("v1");
    edge.makeUnhealthy(NAME, "it answered 500");
    assertThat(probe()).isEqualTo(new ProbeResult.Silent("it answered 500"));

    edge.makeHealthy(NAME);

    assertThat(probe()).isInstanceOf(ProbeResult.Answered.class);
  }

  @Test
  void anOperationFailsAsOftenAsAskedAndOthersDoNot() {
    edge.failNext(Operation.PROBE, 2);
    place("v1");

    assertThat(edge.check()).isInstanceOf(Check.Unusable.class);
    assertThatThrownBy(this::probe).isInstanceOf(PortException.Unavailable.class);
    assertThatThrownBy(this::probe).isInstanceOf(PortException.Unavailable.class);
    assertThat(probe()).isInstanceOf(ProbeResult.Answered.class);
    assertThat(edge.check()).isInstanceOf(Check.Usable.class);
  }

  @Test
  void aFailedCallHasNoEffect() {
    place("v1");
    edge.failNext(Operation.ROUTE, 1);

    assertThatThrownBy(() -> edge.route(ROUTE)).isInstanceOf(PortException.Unavailable.class);

    assertThat(edge.hosts()).isEmpty();
  }

  @Test
  void aPlacedReleaseNeverChanges() {
    place("v1");

    assertThatThrownBy(() -> place("v2")).isInstanceOf(PortException.Rejected.class);
  }

  @Test
  void aVisitorOfARemovedReleaseIsServedByNobody() {
    place("v1");
    edge.route(ROUTE);
    assertThat(edge.visit("a.localhost", VISITOR)).contains(NAME);

    edge.remove(NAME);

    assertThat(edge.visit("a.localhost", VISITOR)).isEmpty();
  }

  @Test
  void aRouteMayStillNameWhatWasRemoved() {
    place("v1");
    edge.remove(NAME);

    edge.route(ROUTE);

    assertThat(edge.routeOf("a.localhost")).contains(ROUTE);
  }

  @Test
  void theJournalHoldsWhatHadAnEffect() {
    edge.unroute("a.localhost");
    place("v1");
    probe();
    edge.route(ROUTE);
    edge.route(ROUTE);
    edge.unroute("a.localhost");
    edge.remove(NAME);
    edge.remove(NAME);

    assertThat(edge.journal()).containsExactly("place whopship-1-2", "probe whopship-1-2 /",
        "route a.localhost 1", "unroute a.localhost", "remove whopship-1-2");
  }

  @Nested
  class UnderContract extends EdgeContract {
    @Override
    protected OpenEdge open() {
      return new OpenFakeEdge();
    }
  }

  /** Answers visitors as a front would, with the name of who serves them. */
  private static final class OpenFakeEdge implements OpenEdge {

    private final FakeEdge edge = new FakeEdge(
        new Description("a platform", "mapping", Duration.ZERO));
    private final List<StickyId> minted = new ArrayList<>();

    @Override
    public Edge edge() {
      return edge;
    }

    @Override
    public Answer visit(String host, String path, @Nullable StickyId visitor) {
      StickyId known = visitor == null ? mint() : visitor;
      return edge.visit(host, known)
          .map(release -> new Answer(200, release.toString(),
              visitor == null ? known : null))
          .orElseGet(() -> new Answer(404, "no site", null));
    }

    private StickyId mint() {
      minted.add(new StickyId(new UUID(0, minted.size()).toString()));
      return minted.getLast();
    }

    @Override
    public void close() {}
  }
}
