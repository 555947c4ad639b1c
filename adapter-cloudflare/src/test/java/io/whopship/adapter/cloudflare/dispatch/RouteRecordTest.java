package io.whopship.adapter.cloudflare.dispatch;

import static io.whopship.adapter.cloudflare.dispatch.RunningDispatcher.release;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.adapter.cloudflare.dispatch.RouteRecord.Limits;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.Traffic;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteRecordTest {

  private static final String HOST = "my-app.example.com";

  private static final Traffic SPLIT = new Traffic.Split(release(1), release(2), new Percent(5));

  private static Route route(Traffic traffic, ReleaseName... kept) {
    return new Route(HOST, 7, "größer 🚢", traffic, List.of(kept));
  }

  private static String json(RouteRecord record) {
    return new String(record.encode(), UTF_8);
  }

  static Stream<RouteRecord> records() {
    return Stream.of(
        new RouteRecord(route(new Traffic.None()), Map.of(), null),
        new RouteRecord(route(new Traffic.None(), release(3)), Map.of(release(3), "c"), null),
        new RouteRecord(route(new Traffic.Whole(release(1))), Map.of(), null),
        new RouteRecord(route(new Traffic.Whole(release(1)), release(3), release(2)),
            Map.of(release(1), "a", release(2), "b"), new Limits(50, 200)),
        new RouteRecord(route(SPLIT), Map.of(release(2), "b"), null),
        new RouteRecord(route(SPLIT, release(3)), Map.of(release(3), "c"), new Limits(1, 1)));
  }

  @ParameterizedTest
  @MethodSource("records")
  void whatWasWrittenIsRead(RouteRecord record) {
    assertThat(RouteRecord.decode(HOST, record.encode())).isEqualTo(record);
  }

  @Test
  void theFormIsTheOneThatTheDispatcherReads() {
    assertThat(json(RouteRecord.of(new Route(HOST, 7, "s", SPLIT, List.of(release(3))),
        Map.of(release(1), "abc")::get, new Limits(50, 200)))).isEqualTo("""
            {"v":1,"generation":7,"salt":"s","app":7,\
            "stable":{"w":"whopship-7-1","dpl":"abc"},\
            "candidate":{"w":"whopship-7-2","percent":5},\
            "kept":[{"w":"whopship-7-3"}],\
            "limits":{"cpuMs":50,"subRequests":200}}""");
  }

  @Test
  void theKeyIsThatOfTheHost() {
    assertThat(RouteRecord.key(HOST)).isEqualTo("host:my-app.example.com");
  }

  @Test
  void aHostWithoutReleasesBelongsToNoApp() {
    assertThat(json(new RouteRecord(route(new Traffic.None()), Map.of(), null)))
        .doesNotContain("app", "stable");
  }

  @Test
  void onlyReleasesOfTheRouteAreAskedForTheirName() {
    RouteRecord record = RouteRecord.of(route(SPLIT, release(3)),
        release -> "dpl-" + release.deployment(), null);

    assertThat(record.deploymentIds()).isEqualTo(
        Map.of(release(1), "dpl-1", release(2), "dpl-2", release(3), "dpl-3"));
    assertThat(record.releases()).containsExactly(release(1), release(2), release(3));
  }

  @Test
  void aUsualRecordTakesLessThanAKilobyte() {
    AppId app = new AppId(1_000_000);
    List<ReleaseName> releases = LongStream.range(1_000_000_000, 1_000_000_010)
        .mapToObj(number -> new ReleaseName(app, new DeploymentId(number)))
        .toList();
    Route route = new Route(HOST, 1_000_000, UUID.randomUUID().toString(),
        new Traffic.Split(releases.get(0), releases.get(1), new Percent(50)),
        releases.subList(2, 10));

    assertThat(RouteRecord.of(route, release -> "0123456789abcdef0123456789", null).encode())
        .hasSizeLessThan(1024);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{}", "{\"v\":\"1\"}", "{\"v\":1}",
      "{\"v\":1,\"generation\":0,\"salt\":\"s\"}",
      "{\"v\":1,\"generation\":1,\"salt\":\"s\",\"stable\":{}}",
      "{\"v\":1,\"generation\":1,\"salt\":\"s\",\"stable\":{\"w\":\"else\"}}",
      "{\"v\":1,\"generation\":1,\"salt\":\"s\",\"kept\":[1]}",
      "{\"v\":1,\"generation\":1,\"salt\":\"s\",\"limits\":{\"cpuMs\":0,\"subRequests\":1}}"})
  void whatIsNoRecordIsCorrupt(String value) {
    assertThatThrownBy(() -> RouteRecord.decode(HOST, value.getBytes(UTF_8)))
        .isInstanceOf(PortException.Corrupt.class)
        .hasMessageContaining("The record of my-app.example.com in KV cannot be read: ");
  }

  @Test
  void aRecordOfALaterFormatSaysWhichItIs() {
    assertThatThrownBy(() -> RouteRecord.decode(HOST, "{\"v\":2}".getBytes(UTF_8)))
        .hasMessageContaining("v must be 1, but is 2")
        .hasMessageEndingWith("Was it written by a later version of WhopShip?");
  }

  @Test
  void limitsArePositive() {
    assertThatThrownBy(() -> new Limits(0, 1)).hasMessage("cpuMs must be 1 or more, but is 0");
    assertThatThrownBy(() -> new Limits(1, -1))
        .hasMessage("subRequests must be 1 or more, but is -1");
  }
}
