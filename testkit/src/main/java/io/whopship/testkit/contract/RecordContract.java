package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.Deployments.Recorded;
import io.whopship.ports.driven.Outbox;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.Notice;
import io.whopship.ports.model.deploy.RouteWork;
import io.whopship.ports.model.deploy.Work;
import io.whopship.ports.model.logs.StoredLine;
import io.whopship.ports.model.rollout.Route;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@link io.whopship.ports.driven.Deployments#record} promises: the one write on which the
 * platform's consistency rests.
 */
public abstract class RecordContract extends StoresContract {

  private static final DeploymentState BUILDING = new DeploymentState.Building(Examples.NOW);
  private static final DeploymentState UPLOADING = new DeploymentState.Placing(Examples.NOW);
  private static final Instant LATER = Examples.NOW.plusSeconds(30);
  private static final Notice NOTICE = new Notice("deployment.building", Examples.NOW);

  /** A change of everything that can change. */
  private static Change whole(Deployment expected, DeploymentState next, Route route) {
    return Change.to(expected, next)
        .log(Examples.lines(1, 2))
        .route(route)
        .tell(NOTICE)
        .wakeAt(LATER);
  }

  private List<Long> positions(Deployment deployment) {
    return stores.logs()
        .read(deployment.id(), 0, 1000)
        .stream()
        .map(StoredLine::position)
        .toList();
  }

  @Nested
  class AWonChange {

    @ParameterizedTest
    @MethodSource("io.whopship.testkit.contract.Examples#states")
    void keepsEveryPartOfTheNextState(DeploymentState next) {
      Deployment pending = addDeployment(addApp("one").id());

      Deployment now = moved(pending, next);

      assertThat(now.state()).isEqualTo(next);
      assertThat(stores.deployments().find(pending.id())).contains(now);
    }

    @Test
    void raisesTheVersionByOneAndLeavesAllElse() {
      Deployment pending = addDeployment(addApp("one").id());
      Deployment claimed = stores.deployments().claim(pending.id()).orElseThrow();

      Deployment now = moved(claimed, BUILDING);

      assertThat(now.version()).isEqualTo(1);
      assertThat(now).usingRecursiveComparison()
          .ignoringFields("version", "state")
          .isEqualTo(claimed);
      assertThat(moved(now, UPLOADING).version()).isEqualTo(2);
    }

    @Test
    void writesLinesRouteNoticeAndWakeUp() {
      AppId app = addApp("one").id();
      Route route = Examples.route("one.localhost", 1);

      Deployment now = won(whole(addDeployment(app), UPLOADING, route));

      assertThat(stores.logs().read(now.id(), 0, 10)).extracting(StoredLine::line)
          .containsExactlyElementsOf(Examples.lines(1, 2));
      assertThat(stores.routes().find(app)).contains(route);
      assertThat(stores.outbox().read(0, 10)).singleElement().satisfies(entry -> {
        assertThat(entry).isEqualTo(new Outbox.Entry(entry.number(), app, now.id(), NOTICE));
      });
      assertThat(stores.waitingWork())
          .isEqualTo(Map.of(Work.first(now.id(), now.version()), LATER));
    }

    @Test
    void wakesNobodyIfItWasNotAskedTo() {
      moved(addDeployment(addApp("one").id()), BUILDING);

      assertThat(stores.waitingWork()).isEmpty();
      assertThat(stores.waitingRoutes()).isEmpty();
    }

    @Test
    void schedulesTheConfirmationOfItsRoute() {
      AppId app = addApp("one").id();

      won(whole(addDeployment(app), UPLOADING, Examples.route("one.localhost", 1))
          .confirmAt(LATER));

      assertThat(stores.waitingRoutes())
          .containsExactly(Map.entry(RouteWork.confirming(app, 1), LATER));
    }

    @Test
    void ofLinesOnlyKeepsStateAndVersion() {
      Deployment building = moved(addDeployment(addApp("one").id()), BUILDING);

      Deployment now = won(Change.lines(building, Examples.lines(1, 2)));

      assertThat(now).isEqualTo(building);
      assertThat(stores.deployments().find(now.id())).contains(building);
      assertThat(positions(now)).containsExactly(1L, 2L);
    }

    @Test
    void addsLinesBehindThoseAlreadyThere() {
      Deployment deployment = addDeployment(addApp("one").id());

      won(Change.lines(deployment, Examples.lines(1, 3)));
      won(Change.lines(deployment, List.of()));
      won(Change.to(deployment, BUILDING).log(Examples.lines(4, 4)));

      assertThat(positions(deployment)).containsExactly(1L, 2L, 3L, 4L);
      assertThat(stores.logs().read(deployment.id(), 0, 10)).extracting(StoredLine::line)
          .containsExactlyElementsOf(Examples.lines(1, 4));
    }
  }

  @Nested
  class ALostChange {

    private final Route first = Examples.route("one.localhost", 1);

    /** Loses, and has written nothing. */
    private void assertLost(Change change) {
      Deployment before = stores.deployments().find(change.expected().id()).orElse(null);
      assertNothingWritten(change, new Recorded.Lost());
      assertThat(stores.deployments().find(change.expected().id()).orElse(null))
          .isEqualTo(before);
    }

    private void assertNothingWritten(Change change, Recorded outcome) {
      List<StoredLine> lines = stores.logs().read(change.expected().id(), 0, 100);
      List<Route> routes = stores.routes().all();
      List<Outbox.Entry> notices = stores.outbox().read(0, 100);
      Map<Work, Instant> work = stores.waitingWork();

      assertThat(stores.deployments().record(change)).isEqualTo(outcome);

      assertThat(stores.logs().read(change.expected().id(), 0, 100)).isEqualTo(lines);
      assertThat(stores.routes().all()).isEqualTo(routes);
      assertThat(stores.outbox().read(0, 100)).isEqualTo(notices);
      assertThat(stores.waitingWork()).isEqualTo(work);
    }

    @Test
    void expectsAnOlderVersion() {
      Deployment pending = addDeployment(addApp("one").id());
      moved(pending, BUILDING);

      assertLost(whole(pending, UPLOADING, first));
    }

    @Test
    void expectsAnOlderFence() {
      Deployment pending = addDeployment(addApp("one").id());
      stores.deployments().claim(pending.id());

      assertLost(whole(pending, UPLOADING, first));
    }

    @Test
    void isOfADeploymentThatIsGone() {
      Deployment pending = addDeployment(addApp("one").id());
      stores.deployments().remove(pending);

      assertLost(whole(pending, UPLOADING, first));
    }

    @Test
    void addsLinesUnderAnOlderVersion() {
      Deployment pending = addDeployment(addApp("one").id());
      moved(pending, BUILDING);

      assertLost(Change.lines(pending, Examples.lines(1, 2)));
    }

    @Test
    void addsLinesUnderAnOlderFence() {
      Deployment pending = addDeployment(addApp("one").id());
      stores.deployments().claim(pending.id());

      assertLost(Change.lines(pending, Examples.lines(1, 2)));
    }

    @Test
    void beginsTheRouteOfAnAppWithAnotherGenerationThanOne() {
      Deployment pending = addDeployment(addApp("one").id());

      assertLost(whole(pending, UPLOADING, Examples.route("one.localhost", 2)));
    }

    @Test
    void repeatsTheGenerationOfTheRoute() {
      Deployment uploading = won(whole(addDeployment(addApp("one").id()), UPLOADING, first));

      assertLost(whole(uploading, Examples.ACTIVE, first));
    }

    @Test
    void skipsAGenerationOfTheRoute() {
      Deployment uploading = won(whole(addDeployment(addApp("one").id()), UPLOADING, first));

      assertLost(whole(uploading, Examples.ACTIVE, Examples.route("one.localhost", 3)));
    }

    @Test
    void leavesTheAppsPlaceFree() {
      AppId app = addApp("one").id();
      Deployment pending = addDeployment(app);

      assertLost(whole(pending, UPLOADING, Examples.route("one.localhost", 2)));

      moved(addDeployment(app), UPLOADING);
    }

    @Test
    void findsAnotherDeploymentInTheAppsPlace() {
      AppId app = addApp("one").id();
      Deployment occupant = moved(addDeployment(app), UPLOADING);
      Deployment pending = addDeployment(app);

      assertNothingWritten(whole(pending, UPLOADING, first),
          new Recorded.Occupied(occupant.id()));

      assertThat(stores.deployments().find(pending.id())).contains(pending);
    }

    @Test
    void doesNotDisturbTheNextOne() {
      Deployment pending = addDeployment(addApp("one").id());
      won(Change.lines(pending, Examples.lines(1, 2)));
      assertLost(whole(pending, UPLOADING, Examples.route("one.localhost", 2)));

      won(whole(pending, UPLOADING, first));

      assertThat(positions(pending)).containsExactly(1L, 2L, 3L, 4L);
    }
  }

  @Nested
  class ThePlaceOfAnApp {

    @Test
    void isNeededByDeployingDeploymentsOnly() {
      AppId app = addApp("one").id();
      moved(addDeployment(app), UPLOADING);

      Deployment building = moved(addDeployment(app), BUILDING);
      won(Change.lines(building, Examples.lines(1, 1)));
      moved(building, new DeploymentState.Failed(Examples.FAILURE, Examples.NOW, null));
    }

    @Test
    void staysWithItsDeploymentFromStateToState() {
      AppId app = addApp("one").id();
      Deployment occupant = addDeployment(app);
      Deployment other = addDeployment(app);
      for (DeploymentState state : Examples.STATES) {
        if (state instanceof DeploymentState.Deploying) {
          occupant = moved(occupant, state);
          assertThat(stores.deployments().record(Change.to(other, UPLOADING)))
              .isEqualTo(new Recorded.Occupied(occupant.id()));
        }
      }
    }

    @ParameterizedTest
    @MethodSource("io.whopship.testkit.contract.Examples#finalStates")
    void isFreeOnceItsDeploymentIsFinal(DeploymentState end) {
      AppId app = addApp("one").id();
      moved(moved(addDeployment(app), UPLOADING), end);

      moved(addDeployment(app), UPLOADING);
    }

    @Test
    void isNotFreedByTheEndOfAnotherDeployment() {
      AppId app = addApp("one").id();
      Deployment occupant = moved(addDeployment(app), UPLOADING);
      moved(addDeployment(app),
          new DeploymentState.Failed(Examples.FAILURE, Examples.NOW, null));

      assertThat(stores.deployments().record(Change.to(addDeployment(app), UPLOADING)))
          .isEqualTo(new Recorded.Occupied(occupant.id()));
    }

    @Test
    void isOfOneAppOnly() {
      moved(addDeployment(addApp("one").id()), UPLOADING);

      moved(addDeployment(addApp("two").id()), UPLOADING);
    }

    @Test
    void isTakenByOneOfManyAtOnce() throws Exception {
      AppId app = addApp("one").id();
      List<Callable<Recorded>> changes = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Change change = Change.to(addDeployment(app), UPLOADING);
        changes.add(() -> stores.deployments().record(change));
      }

      List<Recorded> outcomes = AtOnce.run(changes);

      assertThat(outcomes).filteredOn(Recorded.Won.class::isInstance).hasSize(1);
      assertThat(outcomes).filteredOn(Recorded.Occupied.class::isInstance).hasSize(7);
    }
  }

  @Nested
  class ManyAtOnce {

    @Test
    void ofOneVersionOneWins() throws Exception {
      Deployment pending = addDeployment(addApp("one").id());
      Change change = whole(pending, UPLOADING, Examples.route("one.localhost", 1));
      Callable<Recorded> write = () -> stores.deployments().record(change);

      List<Recorded> outcomes = AtOnce.run(Collections.nCopies(8, write));

      assertThat(outcomes).filteredOn(Recorded.Won.class::isInstance).hasSize(1);
      assertThat(outcomes).filteredOn(Recorded.Lost.class::isInstance).hasSize(7);
      assertThat(positions(pending)).containsExactly(1L, 2L);
      assertThat(stores.outbox().read(0, 100)).hasSize(1);
      assertThat(stores.waitingWork()).hasSize(1);
    }

    @Test
    void ofSeveralDeploymentsAllWin() throws Exception {
      List<Callable<Recorded>> changes = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Change change = whole(addDeployment(addApp("app-" + i).id()), UPLOADING,
            Examples.route("app-" + i + ".localhost", 1));
        changes.add(() -> stores.deployments().record(change));
      }

      assertThat(AtOnce.run(changes)).allMatch(Recorded.Won.class::isInstance);
      assertThat(stores.outbox().read(0, 100)).hasSize(8);
      assertThat(stores.routes().all()).hasSize(8);
    }

    @Test
    void writersOfLinesLeaveNoHole() throws Exception {
      Deployment pending = addDeployment(addApp("one").id());
      Callable<Recorded> write = () -> stores.deployments()
          .record(Change.lines(pending, Examples.lines(1, 5)));

      assertThat(AtOnce.run(Collections.nCopies(8, write)))
          .allMatch(Recorded.Won.class::isInstance);
      assertThat(positions(pending))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, 40).boxed().toList());
    }

    @Test
    void whoeverSeesAStateSeesItsLines() throws Exception {
      Deployment pending = addDeployment(addApp("one").id());
      int moves = 40;
      Callable<Boolean> writer = () -> {
        Deployment now = pending;
        for (int i = 1; i <= moves; i++) {
          now = won(Change.to(now, new DeploymentState.Probing(Examples.NOW, Examples.RELEASE, i))
              .log(Examples.lines(i, i)));
        }
        return true;
      };
      Callable<Boolean> reader = () -> {
        long version;
        do {
          version = stores.deployments().find(pending.id()).orElseThrow().version();
          if (positions(pending).size() < version) {
            return false;
          }
        } while (version < moves && !Thread.currentThread().isInterrupted());
        return true;
      };

      assertThat(AtOnce.run(List.of(writer, reader))).containsExactly(true, true);
    }
  }
}
