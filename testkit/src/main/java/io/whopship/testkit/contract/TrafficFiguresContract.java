package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.TrafficFigures;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.TrafficSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link TrafficFigures} promises. */
public abstract class TrafficFiguresContract {

  /** Figures of one test, with releases that have served nobody yet. */
  public interface OpenFigures extends AutoCloseable {

    TrafficFigures figures();

    /** Lets a visitor get an answer of this status from a release. */
    void serve(ReleaseName release, int status) throws Exception;

    Instant now();

    @Override
    void close();
  }

  /** The releases that serve. */
  protected static final ReleaseName FIRST = release(1);
  protected static final ReleaseName SECOND = release(2);

  private static final ReleaseName ABSENT = release(99);

  /** Beyond what may be counted too much. */
  private static final Duration LONG = Duration.ofMinutes(1);

  private OpenFigures open;

  protected abstract OpenFigures open() throws Exception;

  private static ReleaseName release(long deployment) {
    return new ReleaseName(new AppId(7), new DeploymentId(deployment));
  }

  @BeforeEach
  void openFigures() throws Exception {
    open = open();
  }

  @AfterEach
  void closeFigures() {
    open.close();
  }

  /** Waits until so many requests are counted, for as long as the figures say it may take. */
  private TrafficSummary await(ReleaseName release, long requests) {
    Instant since = open.now().minus(LONG);
    long end = System.nanoTime() + open.figures().delay().toNanos() + 2_000_000_000L;
    TrafficSummary now = open.figures().since(release, since);
    while (now.requests() < requests && System.nanoTime() < end) {
      LockSupport.parkNanos(5_000_000);
      now = open.figures().since(release, since);
    }
    return now;
  }

  @Test
  void aReleaseThatServedNobodyHasNone() {
    Instant since = open.now().minus(LONG);

    assertThat(open.figures().since(FIRST, since)).isEqualTo(TrafficSummary.NONE);
    assertThat(open.figures().since(ABSENT, since)).isEqualTo(TrafficSummary.NONE);
    assertThat(open.figures().delay()).isGreaterThanOrEqualTo(Duration.ZERO);
  }

  @Test
  void requestsAndErrorsAreCounted() throws Exception {
    for (int status : new int[]{200, 404, 500, 200, 503}) {
      open.serve(FIRST, status);
    }

    TrafficSummary summary = await(FIRST, 5);

    assertThat(summary.requests()).isEqualTo(5);
    assertThat(summary.errors()).isEqualTo(2);
    assertThat(summary.median()).isPositive();
    assertThat(summary.p99()).isGreaterThanOrEqualTo(summary.median());
  }

  @Test
  void eachReleaseHasItsOwn() throws Exception {
    open.serve(FIRST, 200);
    open.serve(SECOND, 500);
    open.serve(SECOND, 500);

    assertThat(await(FIRST, 1).errors()).isZero();
    assertThat(await(SECOND, 2).errors()).isEqualTo(2);
  }

  @Test
  void whatCameLongBeforeIsNotCounted() throws Exception {
    open.serve(FIRST, 200);
    await(FIRST, 1);

    assertThat(open.figures().since(FIRST, open.now().plus(LONG))).isEqualTo(TrafficSummary.NONE);
  }
}
