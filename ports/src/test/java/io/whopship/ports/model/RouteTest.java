package io.whopship.ports.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.StickyId;
import io.whopship.ports.model.rollout.Traffic;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RouteTest {

  private static final ReleaseName OLD = new ReleaseName(new AppId(456), new DeploymentId(122));
  private static final ReleaseName NEW = new ReleaseName(new AppId(456), new DeploymentId(123));

  @Test
  void halfOfTheVisitorsSeeTheCandidate() {
    long seen = visitors().filter(v -> split(50).pick(v).orElseThrow().equals(NEW)).count();

    assertThat(seen).isBetween(4_800L, 5_200L);
  }

  @Test
  void noVisitorMovesBackWhileTheShareRises() {
    Route route = split(0);
    for (int percent = 1; percent <= 100; percent++) {
      Route before = route;
      Route after = split(percent);
      assertThat(visitors().filter(v -> before.pick(v).orElseThrow().equals(NEW)))
          .allMatch(v -> after.pick(v).orElseThrow().equals(NEW));
      route = after;
    }
    assertThat(visitors()).allMatch(v -> split(100).pick(v).orElseThrow().equals(NEW));
  }

  @Test
  void anotherSaltShufflesTheVisitors() {
    Route other = new Route("h", 1, "other", new Traffic.Split(OLD, NEW, new Percent(50)),
        List.of());

    long moved = visitors().filter(v -> !other.pick(v).equals(split(50).pick(v))).count();

    assertThat(moved).isBetween(4_700L, 5_300L);
  }

  @Test
  void aHostWithoutTrafficHasNobodyToAnswer() {
    assertThat(new Route("h", 1, "s", new Traffic.None(), List.of()).pick(visitor(1))).isEmpty();
  }

  @Test
  void theNextRouteOfAHostIsOneGenerationLater() {
    Route next = split(50).next("salt", new Traffic.Whole(NEW), List.of(OLD));

    assertThat(next.generation()).isEqualTo(2);
    assertThat(next.host()).isEqualTo("my-app.localhost");
    assertThat(next.kept()).containsExactly(OLD);
  }

  @Test
  void sharesAddUp() {
    Traffic traffic = split(30).traffic();

    assertThat(traffic.shareOf(NEW)).isEqualTo(new Percent(30));
    assertThat(traffic.shareOf(OLD)).isEqualTo(new Percent(70));
    assertThat(new Traffic.Whole(NEW).shareOf(NEW)).isEqualTo(Percent.ALL);
    assertThat(new Traffic.Whole(NEW).shareOf(OLD)).isEqualTo(Percent.NONE);
  }

  @Test
  void whoeverServesIsInvolved() {
    assertThat(new Traffic.None().releases()).isEmpty();
    assertThat(new Traffic.Whole(NEW).releases()).containsExactly(NEW);
    assertThat(split(30).traffic().releases()).containsExactly(OLD, NEW);
    assertThat(split(30).traffic().involves(OLD)).isTrue();
    assertThat(new Traffic.Whole(NEW).involves(OLD)).isFalse();
  }

  @Test
  void aSplitNeedsTwoReleases() {
    assertThatThrownBy(() -> new Traffic.Split(NEW, NEW, new Percent(50)))
        .hasMessageContaining("a split needs two releases");
  }

  @Test
  void aReleaseNameIsReadAsItIsWritten() {
    assertThat(NEW).hasToString("whopship-456-123");
    assertThat(ReleaseName.parse("whopship-456-123")).isEqualTo(NEW);
    for (String bad : List.of("", "whopship-1", "whopship-0-1", "whopship-1-2-3", "other-1-2",
        "whopship-1-x")) {
      assertThatThrownBy(() -> ReleaseName.parse(bad)).hasMessageContaining("but is '" + bad + "'");
    }
  }

  @Test
  void onlyWhatThePlatformMintsIsAStickyId() {
    assertThat(StickyId.ofCookie("0123456789abcdef")).isPresent();
    for (String bad : List.of("", "short", "0123456789abcde;", "0123456789abcdeé",
        "x".repeat(65))) {
      assertThat(StickyId.ofCookie(bad)).isEmpty();
    }
  }

  private static Route split(int percent) {
    return new Route("my-app.localhost", 1, "salt",
        new Traffic.Split(OLD, NEW, new Percent(percent)),
        List.of());
  }

  private static Stream<StickyId> visitors() {
    return IntStream.range(0, 10_000).mapToObj(RouteTest::visitor);
  }

  private static StickyId visitor(int number) {
    return new StickyId("visitor-" + (100_000_000 + number));
  }
}
