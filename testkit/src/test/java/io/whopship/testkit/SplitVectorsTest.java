package io.whopship.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.StickyId;
import io.whopship.ports.model.rollout.Traffic;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rule that picks, held to the vectors that every router obeys. */
class SplitVectorsTest {

  private static final ReleaseName STABLE = new ReleaseName(new AppId(1), new DeploymentId(1));
  private static final ReleaseName CANDIDATE = new ReleaseName(new AppId(1), new DeploymentId(2));
  private static final JsonNode VECTORS = read();

  private static JsonNode read() {
    try (InputStream json = Objects
        .requireNonNull(FakeEdge.class.getResourceAsStream("split-vectors.json"))) {
      return new ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<JsonNode> vectors() {
    return VECTORS.get("vectors").valueStream();
  }

  static Stream<JsonNode> edges() {
    return VECTORS.get("edges").valueStream();
  }

  private static boolean goesToCandidate(String salt, String id, int share) {
    Route route = new Route("a.localhost", 1, salt,
        new Traffic.Split(STABLE, CANDIDATE, new Percent(share)), List.of());
    return route.pick(new StickyId(id)).orElseThrow().equals(CANDIDATE);
  }

  @Test
  void theVectorsAreOfThisCookieAndAreEnough() {
    assertThat(VECTORS.get("cookie").asText()).isEqualTo(StickyId.COOKIE);
    assertThat(VECTORS.get("buckets").asInt()).isEqualTo(10_000);
    assertThat(vectors()).hasSizeGreaterThanOrEqualTo(40).doesNotHaveDuplicates();
    assertThat(edges()).extracting(edge -> edge.get("share").asInt())
        .contains(0, 1, 50, 99, 100);
    assertThat(edges()).extracting(edge -> edge.get("candidate").asBoolean())
        .contains(true, false);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void eachShareSendsAVisitorWhereTheBucketSays(JsonNode vector) {
    for (int share = 0; share <= 100; share++) {
      assertThat(
          goesToCandidate(vector.get("salt").asText(), vector.get("id").asText(), share))
          .as("at %s%%", share)
          .isEqualTo(vector.get("bucket").asInt() < share * 100);
    }
  }

  @ParameterizedTest
  @MethodSource("edges")
  void theLineOfAShareIsSharp(JsonNode edge) {
    assertThat(goesToCandidate(edge.get("salt").asText(), edge.get("id").asText(),
        edge.get("share").asInt())).isEqualTo(edge.get("candidate").asBoolean());
  }

  @ParameterizedTest
  @ValueSource(strings = {"salt", "00000000-0000-0000-0000-000000000001", "größer 🚢"})
  void halfIsHalf(String salt) {
    long candidates = IntStream.range(0, 10_000)
        .filter(number -> goesToCandidate(salt, "visitor-" + (10_000_000 + number), 50))
        .count();

    assertThat(candidates).isBetween(4800L, 5200L);
  }

  @Test
  void aRisingShareMovesNobodyBack() {
    for (int number = 0; number < 1000; number++) {
      String id = "visitor-" + (10_000_000 + number);
      boolean before = false;
      for (int share = 0; share <= 100; share++) {
        boolean now = goesToCandidate("salt", id, share);
        assertThat(now || !before).as("%s stays with the candidate at %s%%", id, share).isTrue();
        before = now;
      }
      assertThat(before).isTrue();
    }
  }

  @Test
  void anotherSaltShufflesVisitorsAnew() {
    long same = IntStream.range(0, 10_000)
        .mapToObj(number -> "visitor-" + (10_000_000 + number))
        .filter(id -> goesToCandidate("one", id, 50) == goesToCandidate("two", id, 50))
        .count();

    assertThat(same).isBetween(4800L, 5200L);
  }
}
