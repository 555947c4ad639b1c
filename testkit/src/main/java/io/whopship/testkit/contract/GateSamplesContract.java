package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.Deployments.Recorded;
import io.whopship.ports.driven.GateSamples;
import io.whopship.ports.driven.GateSamples.Count;
import io.whopship.ports.driven.GateSamples.Kept;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.rollout.Sample;
import io.whopship.ports.model.rollout.Sample.Verdict;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link io.whopship.ports.driven.GateSamples} promises. */
public abstract class GateSamplesContract extends StoresContract {

  private static final DeploymentState NEXT = new DeploymentState.Building(Examples.NOW);

  private Deployment record(Deployment deployment, List<Sample> samples) {
    return won(Change.to(deployment, NEXT).samples(samples));
  }

  private List<Kept> read(Deployment deployment, long before, int limit) {
    return stores.samples().read(deployment.id(), before, limit);
  }

  @Test
  void areNoneAtFirstAndOfADeploymentThatIsNotThere() {
    Deployment deployment = addDeployment(addApp("one").id());

    assertThat(read(deployment, Long.MAX_VALUE, 10)).isEmpty();
    assertThat(stores.samples().count(deployment.id())).isEmpty();
    assertThat(stores.samples().read(new DeploymentId(99), Long.MAX_VALUE, 10)).isEmpty();
    assertThat(stores.samples().count(new DeploymentId(99))).isEmpty();
  }

  @Test
  void comeBackWithAllTheirPartsTheLatestFirst() {
    Deployment deployment = addDeployment(addApp("one").id());

    record(deployment, Examples.SAMPLES);

    List<Kept> kept = read(deployment, Long.MAX_VALUE, 10);
    assertThat(kept.reversed()).extracting(Kept::sample)
        .containsExactlyElementsOf(Examples.SAMPLES);
    assertThat(kept).extracting(Kept::number).containsExactly(5L, 4L, 3L, 2L, 1L);
  }

  @Test
  void areAddedBehindThoseThatAreThere() {
    Deployment deployment = addDeployment(addApp("one").id());

    record(record(deployment, Examples.SAMPLES.subList(0, 2)), Examples.SAMPLES.subList(2, 3));

    assertThat(read(deployment, Long.MAX_VALUE, 10)).extracting(Kept::number)
        .containsExactly(3L, 2L, 1L);
  }

  @Test
  void areReadInParts() {
    Deployment deployment = addDeployment(addApp("one").id());
    record(deployment, Examples.SAMPLES);

    assertThat(read(deployment, Long.MAX_VALUE, 2)).extracting(Kept::number)
        .containsExactly(5L, 4L);
    assertThat(read(deployment, 4, 2)).extracting(Kept::number).containsExactly(3L, 2L);
    assertThat(read(deployment, 2, 2)).extracting(Kept::number).containsExactly(1L);
    assertThat(read(deployment, 1, 2)).isEmpty();
  }

  @Test
  void areCountedByStageAndVerdict() {
    Deployment deployment = addDeployment(addApp("one").id());
    record(deployment, Examples.SAMPLES);

    assertThat(stores.samples().count(deployment.id())).containsExactly(
        new Count("probe", Verdict.GOOD, 1),
        new Count("stage1_5", Verdict.BAD, 1),
        new Count("stage1_5", Verdict.GOOD, 1),
        new Count("stage1_5", Verdict.UNMEASURED, 1),
        new Count("stage2_20", Verdict.UNMEASURED, 1));
  }

  @Test
  void ofALostChangeAreNotKept() {
    Deployment deployment = addDeployment(addApp("one").id());
    record(deployment, List.of());

    assertThat(stores.deployments().record(Change.to(deployment, NEXT).samples(Examples.SAMPLES)))
        .isEqualTo(new Recorded.Lost());

    assertThat(read(deployment, Long.MAX_VALUE, 10)).isEmpty();
  }

  @Test
  void areTheLastOnesOfTooMany() {
    Deployment deployment = addDeployment(addApp("one").id());
    Sample first = Examples.SAMPLES.getFirst();
    Deployment recorded = record(deployment, Collections.nCopies(GateSamples.MOST, first));
    assertThat(stores.samples().count(deployment.id()))
        .containsExactly(new Count(first.stage(), first.verdict(), GateSamples.MOST));

    record(recorded, Examples.SAMPLES);

    assertThat(stores.samples().count(deployment.id()).stream().mapToLong(Count::number).sum())
        .isEqualTo(GateSamples.MOST);
    assertThat(read(deployment, 8, 10)).extracting(Kept::number).containsExactly(7L, 6L);
    assertThat(read(deployment, Long.MAX_VALUE, 1)).extracting(Kept::number)
        .containsExactly(GateSamples.MOST + 5L);
  }

  @Test
  void goWithTheirDeployment() {
    Deployment deployment = addDeployment(addApp("one").id());
    Deployment recorded = record(deployment, Examples.SAMPLES);

    assertThat(stores.deployments().remove(recorded)).isTrue();

    assertThat(read(deployment, Long.MAX_VALUE, 10)).isEmpty();
  }
}
