package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.Edge.Placement;
import io.whopship.ports.driven.Edge.Placing;
import io.whopship.ports.driven.Edge.Probe;
import io.whopship.ports.driven.Edge.ProbeResult;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.Release;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.StickyId;
import io.whopship.ports.model.rollout.Traffic;
import io.whopship.testkit.FakeArtifact;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Whom {@link Edge} promises to send where. {@link EdgeContract} holds it. */
public abstract class EdgeRoutingContract {

  /** An edge of one test, with nothing placed and no routes, and the door for its visitors. */
  public interface OpenEdge extends AutoCloseable {

    Edge edge();

    /**
     * Sends a GET as a visitor does.
     *
     * @param visitor sent as the cookie of its name; {@code null} for a visitor who was never here
     */
    Answer visit(String host, String path, @Nullable StickyId visitor) throws Exception;

    @Override
    void close();
  }

  /**
   * What a visitor got.
   *
   * @param minted what the visitor was given to be known by from now on; {@code null} if nothing
   */
  public record Answer(int status, String body, @Nullable StickyId minted) {}

  static final String HOST = "my-app.localhost";
  static final Duration TIMEOUT = Duration.ofSeconds(10);
  static final ReleaseName FIRST = name(1);
  static final ReleaseName SECOND = name(2);
  static final ReleaseName NEVER_PLACED = name(99);

  private static final Pattern NAME = Pattern.compile("whopship-[0-9]+-[0-9]+");

  OpenEdge open;
  Edge edge;

  /** Opens an edge, which a test closes at its end. */
  protected abstract OpenEdge open() throws Exception;

  @BeforeEach
  void openEdge() throws Exception {
    open = open();
    edge = open.edge();
  }

  @AfterEach
  void closeEdge() {
    open.close();
  }

  private static ReleaseName name(long deployment) {
    return new ReleaseName(new AppId(7), new DeploymentId(deployment));
  }

  static StickyId visitor(int number) {
    return new StickyId("visitor-%016d".formatted(number));
  }

  Placement place(ReleaseName name, FakeArtifact artifact, Variables variables) {
    try (OpenArtifact content = artifact.open()) {
      return edge.place(new Placing(name, artifact.bundle(), variables), content,
          line -> assertThat(line).isNotBlank().doesNotContain("\n", "\r"));
    }
  }

  /** Places a worker that answers with the name of its release. */
  Release place(ReleaseName name) {
    Placement placement = place(name, FakeArtifact.helloWorker(name.toString()), Variables.NONE);
    assertThat(placement).isInstanceOf(Placement.Placed.class);
    return ((Placement.Placed) placement).release();
  }

  static Route route(long generation, Traffic traffic) {
    return new Route(HOST, generation, "salt", traffic, List.of());
  }

  static Route toAll(long generation, ReleaseName release) {
    return route(generation, new Traffic.Whole(release));
  }

  Answer visit(String path, @Nullable StickyId visitor) {
    try {
      return open.visit(HOST, path, visitor);
    } catch (Exception e) {
      throw new AssertionError("no answer for " + path, e);
    }
  }

  /** What a probe of the first release is told of the body. */
  String probedBody(String path, int bytes) {
    ProbeResult result = edge.probe(FIRST, HOST, new Probe(path, TIMEOUT, bytes));
    assertThat(result).isInstanceOf(ProbeResult.Answered.class);
    return ((ProbeResult.Answered) result).body();
  }

  /** Which release serves a visitor; empty if there is no site. */
  Optional<ReleaseName> servedTo(StickyId visitor) {
    return release(visit("/api/version", visitor));
  }

  private static Optional<ReleaseName> release(Answer answer) {
    Matcher matcher = NAME.matcher(answer.body());
    return answer.status() == 200 && matcher.find()
        ? Optional.of(ReleaseName.parse(matcher.group()))
        : Optional.empty();
  }

  /** Waits for as long as the edge says that it may take until all see a new route. */
  void awaitServed(StickyId visitor, ReleaseName expected) {
    await(() -> servedTo(visitor).equals(Optional.of(expected)));
    assertThat(servedTo(visitor)).contains(expected);
  }

  void awaitNobody() {
    await(() -> servedTo(visitor(1)).isEmpty());
    assertThat(visit("/", visitor(1)).status()).isBetween(400, 599);
  }

  private void await(BooleanSupplier seen) {
    long end = System.nanoTime() + edge.description().spread().toNanos();
    while (!seen.getAsBoolean() && System.nanoTime() < end) {
      LockSupport.parkNanos(10_000_000);
    }
  }

  @Nested
  class Routed {

    @Test
    void visitorsReachTheReleaseOfTheirHost() {
      place(FIRST);
      place(SECOND);

      edge.route(toAll(1, FIRST));

      awaitServed(visitor(1), FIRST);
      awaitServed(visitor(2), FIRST);
    }

    @Test
    void visitorsOfAnotherHostReachNobody() throws Exception {
      place(FIRST);
      edge.route(toAll(1, FIRST));

      assertThat(open.visit("other.localhost", "/", null).status()).isBetween(400, 599);
    }

    @Test
    void hostsAreIndependent() throws Exception {
      place(FIRST);
      place(SECOND);
      edge.route(toAll(5, FIRST));
      edge.route(new Route("other.localhost", 1, "salt", new Traffic.Whole(SECOND), List.of()));

      awaitServed(visitor(1), FIRST);
      assertThat(release(open.visit("other.localhost", "/api/version", visitor(1))))
          .contains(SECOND);
    }

    @Test
    void theNextGenerationReplacesTheRoute() {
      place(FIRST);
      place(SECOND);
      edge.route(toAll(1, FIRST));

      edge.route(toAll(2, SECOND));

      awaitServed(visitor(1), SECOND);
    }

    @Test
    void generationsMayBeSkipped() {
      place(FIRST);
      place(SECOND);
      edge.route(toAll(1, FIRST));

      edge.route(toAll(9, SECOND));

      awaitServed(visitor(1), SECOND);
    }

    @Test
    void anEqualOrOlderGenerationChangesNothing() {
      place(FIRST);
      place(SECOND);
      edge.route(toAll(3, FIRST));
      awaitServed(visitor(1), FIRST);

      edge.route(toAll(3, SECOND));
      Throwable thrown = catchThrowable(() -> edge.route(toAll(2, SECOND)));

      assertThat(servedTo(visitor(1))).contains(FIRST);
      if (thrown != null) {
        assertThat(thrown).isInstanceOf(PortException.Rejected.class);
      }
    }

    @Test
    void ofManyGenerationsAtOnceTheHighestWins() throws Exception {
      place(FIRST);
      place(SECOND);
      List<Callable<Boolean>> tellings = new ArrayList<>();
      for (int generation = 1; generation <= 8; generation++) {
        Route route = toAll(generation, generation == 8 ? SECOND : FIRST);
        tellings.add(() -> {
          try {
            edge.route(route);
            return true;
          } catch (PortException.Rejected late) {
            return false;
          }
        });
      }

      AtOnce.run(tellings);

      awaitServed(visitor(1), SECOND);
    }

    @Test
    void trafficOfNoneSendsVisitorsToNobody() {
      place(FIRST);
      edge.route(toAll(1, FIRST));

      edge.route(route(2, new Traffic.None()));

      awaitNobody();
    }

    @Test
    void aSplitSendsEachVisitorWhereTheRuleSays() {
      place(FIRST);
      place(SECOND);
      Route split = route(1, new Traffic.Split(FIRST, SECOND, new Percent(50)));

      edge.route(split);

      List<StickyId> visitors = IntStream.range(0, 40).mapToObj(EdgeContract::visitor).toList();
      awaitServed(visitors.getFirst(), split.pick(visitors.getFirst()).orElseThrow());
      for (StickyId visitor : visitors) {
        assertThat(servedTo(visitor)).as(visitor.value()).isEqualTo(split.pick(visitor));
      }
      assertThat(visitors.stream().map(split::pick).distinct()).hasSize(2);
    }

    @Test
    void aSplitKeepsANewVisitorWhereTheFirstRequestWent() {
      place(FIRST);
      place(SECOND);
      Route split = route(1, new Traffic.Split(FIRST, SECOND, new Percent(50)));
      edge.route(split);
      awaitServed(visitor(1), split.pick(visitor(1)).orElseThrow());

      for (int i = 0; i < 20; i++) {
        Answer first = visit("/api/version", null);
        StickyId minted = Objects.requireNonNull(first.minted(), "a new visitor gets no id");
        assertThat(release(first)).isPresent().isEqualTo(split.pick(minted));
        assertThat(servedTo(minted)).isEqualTo(split.pick(minted));
      }
    }

    @Test
    void aRouteToWhatWasNeverPlacedIsRejected() {
      place(FIRST);
      edge.route(toAll(1, FIRST));

      assertThatThrownBy(() -> edge.route(toAll(2, NEVER_PLACED)))
          .isInstanceOf(PortException.Rejected.class);
      assertThatThrownBy(() -> edge.route(
          route(2, new Traffic.Split(FIRST, NEVER_PLACED, new Percent(50)))))
          .isInstanceOf(PortException.Rejected.class);

      awaitServed(visitor(1), FIRST);
    }

    @Test
    void keptReleasesHaveNoVisitors() {
      place(FIRST);
      place(SECOND);

      edge.route(new Route(HOST, 1, "salt", new Traffic.Whole(SECOND), List.of(FIRST)));

      for (int i = 0; i < 10; i++) {
        awaitServed(visitor(i), SECOND);
      }
      assertThat(edge.probe(FIRST, HOST, new Probe("/", TIMEOUT)))
          .isInstanceOf(ProbeResult.Answered.class);
    }
  }

  @Nested
  class Confirmed {

    @Test
    void aRouteThatIsInForceIsNotToldAgain() {
      place(FIRST);
      edge.route(toAll(1, FIRST));

      assertThat(edge.confirm(toAll(1, FIRST))).isFalse();
      awaitServed(visitor(1), FIRST);
    }

    @Test
    void aRouteThatIsNotThereComesIntoForce() {
      place(FIRST);

      edge.confirm(toAll(1, FIRST));

      awaitServed(visitor(1), FIRST);
    }

    @Test
    void aLaterRouteStays() {
      place(FIRST);
      place(SECOND);
      edge.route(toAll(2, SECOND));

      assertThat(edge.confirm(toAll(1, FIRST))).isFalse();
      awaitServed(visitor(1), SECOND);
    }
  }

  @Nested
  class Unrouted {

    @Test
    void aHostAnswersNobody() {
      place(FIRST);
      edge.route(toAll(1, FIRST));

      edge.unroute(HOST);

      awaitNobody();
    }

    @Test
    void aHostWithoutARouteIsFine() {
      edge.unroute("never-routed.localhost");
    }

    @Test
    void aHostMayBeginAgain() {
      place(FIRST);
      edge.route(toAll(5, FIRST));
      edge.unroute(HOST);
      awaitNobody();

      edge.route(toAll(1, FIRST));

      awaitServed(visitor(1), FIRST);
    }
  }
}
