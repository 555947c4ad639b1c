package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.whopship.app.SpanCollector.Sent;
import io.whopship.testkit.ArtifactZips;
import io.whopship.testkit.http.Exchange;
import io.whopship.testkit.http.LoopbackServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploymentTracesTest {

  private static final Duration SOON = Duration.ofSeconds(40);

  private static final List<String> LOGGING_AS_USUAL = List
      .of("-Dlogback.configurationFile=logback.xml", Main.class.getName(), "serve");

  @TempDir
  private Path data;

  @Test
  void aDeploymentIsOneTraceWhicheverServersHadAPartInIt() throws Exception {
    try (SpanCollector collector = new SpanCollector()) {
      long id;
      long broken;
      try (RunningServer first = RunningServer.start(data, settings("a", collector))) {
        Caller caller = first.caller();
        caller.createApp("app_1", "my-app");
        broken = caller.deploy(new byte[]{1, 2, 3});
        caller.awaitFinal(broken);
        caller.awaitFinal(caller.deploy(ArtifactZips.helloWorker("v1").bytes()));
        id = caller.deploy(ArtifactZips.helloWorker("v2").bytes());
        await().atMost(SOON).until(() -> caller.stage(id), "stage1_50"::equals);
      }
      JsonNode done;
      JsonNode failed;
      try (RunningServer second = RunningServer.start(data, settings("b", collector))) {
        done = second.caller().awaitFinal(id).at("/deployment");
        failed = second.caller().deployment(broken).at("/deployment");
      }

      isTheTraceOfARolloutThatWentOnAfterARestart(done, collector.spans(trace(done)));
      isTheTraceOfAFailure(failed, collector.spans(trace(failed)));
    }
  }

  private static Map<String, String> settings(String node, SpanCollector collector) {
    Map<String, String> settings = new HashMap<>(collector.settings());
    settings.putAll(Map.of("WHOPSHIP_NODE", node, "WHOPSHIP_SOAK", "3s"));
    return settings;
  }

  private static String trace(JsonNode deployment) {
    return deployment.at("/uuid").asText().replace("-", "");
  }

  private static void isTheTraceOfARolloutThatWentOnAfterARestart(JsonNode done,
      List<Sent> spans) {
    Sent root = root(spans);
    assertThat(root.span().getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
    assertThat(root.attributes()).containsEntry("whopship.deployment.status", "active")
        .containsEntry("whopship.deployment.id", done.at("/id").asText())
        .containsEntry("whopship.release",
            "whopship-" + done.at("/appId").asText() + "-" + done.at("/id").asText());
    assertThat(root.server()).containsEntry("service.name", "whopship")
        .containsEntry("service.version", Main.VERSION)
        .containsEntry("service.instance.id", "b");
    assertThat(instant(root.span().getStartTimeUnixNano()))
        .isEqualTo(Instant.parse(done.at("/createdAt").asText()));
    assertThat(names(spans, "a")).contains("pending", "build", "building", "place", "placing",
        "probe", "probing").doesNotContain("soaking", "deployment");
    assertThat(names(spans, "b")).contains("probe", "soaking", "settling", "deployment")
        .doesNotContain("place");
    assertThat(spans).filteredOn(span -> span.name().equals("soaking"))
        .satisfiesExactly(half -> {
          assertThat(half.attributes()).containsEntry("whopship.rollout.stage", "stage1_50");
          assertThat(length(half)).as("though it began on a").isGreaterThan(Duration.ofSeconds(2));
        }, all -> assertThat(all.attributes()).containsEntry("whopship.rollout.stage",
            "stage2_100"));
    assertThat(spans).filteredOn(span -> span.name().equals("place"))
        .singleElement()
        .satisfies(place -> assertThat(place.attributes())
            .containsEntry("whopship.step.outcome", "done")
            .containsEntry("whopship.step.attempt", "0")
            .containsEntry("whopship.state", "placing"));
  }

  private static void isTheTraceOfAFailure(JsonNode failed, List<Sent> spans) {
    assertThat(failed.at("/status").asText()).isEqualTo("failed");
    Sent root = root(spans);
    assertThat(root.span().getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
    assertThat(root.attributes()).containsEntry("error.type", "artifact_invalid");
    assertThat(names(spans, "a")).containsExactlyInAnyOrder("pending", "build", "building",
        "deployment");
  }

  /** The only one without a parent, which is that of all others. */
  private static Sent root(List<Sent> spans) {
    List<Sent> roots = spans.stream().filter(span -> span.parent().isEmpty()).toList();
    assertThat(roots).as("%s", spans).hasSize(1);
    Sent root = roots.getFirst();
    assertThat(root.name()).isEqualTo("deployment");
    assertThat(spans).filteredOn(span -> !span.parent().isEmpty())
        .allSatisfy(span -> assertThat(span.parent()).isEqualTo(root.id()))
        .allSatisfy(span -> assertThat(length(span)).isBetween(Duration.ZERO, length(root)));
    return root;
  }

  private static List<String> names(List<Sent> spans, String server) {
    return spans.stream()
        .filter(span -> server.equals(span.server().get("service.instance.id")))
        .map(Sent::name)
        .toList();
  }

  private static Duration length(Sent span) {
    return Duration.ofNanos(span.span().getEndTimeUnixNano() - span.span().getStartTimeUnixNano());
  }

  private static Instant instant(long nanos) {
    return Instant.EPOCH.plusNanos(nanos);
  }

  @Test
  void aCollectorThatHangsHoldsUpNoDeployment() throws Exception {
    try (LoopbackServer collector = LoopbackServer.start(Exchange::hang);
        RunningServer server = RunningServer.start(data,
            Map.of("WHOPSHIP_OTLP_ENDPOINT", "http://127.0.0.1:" + collector.port()))) {
      Caller caller = server.caller();
      caller.createApp("app_1", "my-app");

      long id = caller.deploy(ArtifactZips.helloWorker("v1").bytes());

      assertThat(caller.awaitFinal(id).at("/deployment/status").asText()).isEqualTo("active");
    }
  }

  @Test
  void aCollectorThatRefusesIsToldOfOnceWithItsSettings() throws Exception {
    try (SpanCollector collector = new SpanCollector()) {
      Map<String, String> settings = new HashMap<>(collector.settings());
      settings.put("WHOPSHIP_OTLP_HEADERS", "authorization=hunter2");
      settings.put("WHOPSHIP_SOAK", "1s");
      try (ServerProcess server = ServerProcess.start(data, settings, LOGGING_AS_USUAL)) {
        Caller caller = server.caller(server.token());
        caller.createApp("app_1", "my-app");
        caller.awaitFinal(caller.deploy(ArtifactZips.helloWorker("v1").bytes()));
        await().atMost(SOON).until(() -> server.output().contains("spans lost"));
        caller.awaitFinal(caller.deploy(ArtifactZips.helloWorker("v2").bytes()));

        server.terminate();

        assertThat(server.exitCode()).isZero();
        assertThat(server.output()).containsOnlyOnce("spans lost")
            .containsPattern(" WARN .*spans lost, see WHOPSHIP_OTLP_ENDPOINT and"
                + " WHOPSHIP_OTLP_HEADERS spans=\\d+ cause=\"http://127.0.0.1:\\d+/otlp/v1/traces"
                + " answers 401")
            .doesNotContain("hunter2", "Failed to export", "\tat ");
      }
    }
  }
}
