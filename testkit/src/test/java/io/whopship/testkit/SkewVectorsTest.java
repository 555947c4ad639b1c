package io.whopship.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.SkewProtection;
import io.whopship.ports.model.rollout.Traffic;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Skew protection, held to the vectors that every router obeys. */
class SkewVectorsTest {

  private static final JsonNode VECTORS = read();

  private static JsonNode read() {
    try (InputStream json = Objects
        .requireNonNull(FakeEdge.class.getResourceAsStream("skew-vectors.json"))) {
      return new ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<JsonNode> requests() {
    return VECTORS.get("requests").valueStream();
  }

  static Stream<JsonNode> choices() {
    return VECTORS.get("choices").valueStream();
  }

  @Test
  void theVectorsAreOfTheseNames() {
    assertThat(VECTORS.get("header").asText()).isEqualTo(SkewProtection.HEADER);
    assertThat(VECTORS.get("parameter").asText()).isEqualTo(SkewProtection.PARAMETER);
    assertThat(requests()).doesNotHaveDuplicates();
    assertThat(choices()).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("requests")
  void aRequestNamesWhatItNames(JsonNode request) {
    assertThat(SkewProtection.of(request.get("path").asText(), text(request, "query"),
        text(request, "header"), text(request, "mode")))
        .isEqualTo(
            new SkewProtection(text(request, "deploymentId"), text(request, "staticFile")));
  }

  @ParameterizedTest
  @MethodSource("choices")
  void theReleaseThatAnswersIsTheOneOfTheVector(JsonNode choice) {
    SkewProtection request = new SkewProtection(text(choice, "deploymentId"),
        text(choice, "staticFile"));
    Route route = new Route("a.localhost", 1, "salt", traffic(choice),
        choice.get("kept").valueStream().map(SkewVectorsTest::release).toList());

    ReleaseName picked = release(choice.get("picked"));
    ReleaseName chosen = request.choose(route, picked, new Builds());

    assertThat(chosen).isEqualTo(release(choice.get("release")));
    assertThat(request.names(chosen, new Builds())).isEqualTo(choice.get("named").asBoolean());
    assertThat(request.mayChoose(route) || chosen.equals(picked)).as("may choose").isTrue();
  }

  @Test
  void anOrdinaryRequestHasNothingToChoose() {
    Route split = new Route("a.localhost", 1, "salt",
        new Traffic.Split(release(1), release(2), new Percent(50)), List.of(release(3)));
    Route alone = new Route("a.localhost", 1, "salt", new Traffic.Whole(release(1)),
        List.of());

    assertThat(SkewProtection.of("/", "page=2", null, null).mayChoose(split)).isFalse();
    assertThat(new SkewProtection("one", "/_next/static/1.js").mayChoose(split)).isTrue();
    assertThat(new SkewProtection("one", "/_next/static/1.js").mayChoose(alone)).isFalse();
  }

  private static Traffic traffic(JsonNode choice) {
    ReleaseName stable = release(choice.get("stable"));
    return choice.get("candidate").isNull()
        ? new Traffic.Whole(stable)
        : new Traffic.Split(stable, release(choice.get("candidate")), new Percent(50));
  }

  private static ReleaseName release(JsonNode number) {
    return release(number.asLong());
  }

  private static ReleaseName release(long number) {
    return new ReleaseName(new AppId(1), new DeploymentId(number));
  }

  private static @Nullable String text(JsonNode object, String member) {
    return object.get(member).isNull() ? null : object.get(member).asText();
  }

  /** Those of the vectors. */
  private static final class Builds implements SkewProtection.Builds {

    private static JsonNode build(ReleaseName release) {
      return VECTORS.get("builds").get(release.deployment().toString());
    }

    @Override
    public boolean isCalled(ReleaseName release, String deploymentId) {
      return deploymentId.equals(text(build(release), "deploymentId"));
    }

    @Override
    public boolean hasFile(ReleaseName release, String path) {
      return build(release).get("files").valueStream().anyMatch(file -> file.asText().equals(path));
    }
  }
}
