package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.testkit.ArtifactZips;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandTest {

  private static final Map<String, String> SHORT_SOAK = Map.of("WHOPSHIP_SOAK", "3s");

  @TempDir
  private Path data;

  @Test
  void aServerKilledInTheMiddleOfARolloutFinishesItAfterItsRestart() throws Exception {
    ServerProcess first = ServerProcess.start(data, SHORT_SOAK);
    String token = first.token();
    Caller caller = first.caller(token);
    caller.createApp("app_1", "my-app");
    caller.awaitFinal(caller.deploy(ArtifactZips.helloWorker("v1").bytes()));
    long second = caller.deploy(ArtifactZips.helloWorker("v2").bytes());
    await().atMost(Duration.ofSeconds(30)).until(() -> caller.stage(second), "stage1_50"::equals);

    first.kill();

    try (ServerProcess again = first.restarted(data, SHORT_SOAK)) {
      assertThat(again.output()).as("the token is shown once").doesNotContain("whop_");
      JsonNode done = caller.awaitFinal(second);
      assertThat(done.at("/deployment/status").asText()).isEqualTo("active");
      assertThat(caller.visit("my-app", "/api/version").body()).contains("v2");
    }
  }

  @Test
  void aPortThatIsTakenIsNamedWithItsSetting() throws Exception {
    try (ServerProcess server = ServerProcess.start(data, Map.of())) {
      assertThat(server.isAlive()).isTrue();
      try (ServerProcess second = server.restarted(data.resolve("other"), Map.of())) {
        assertThat(second.isAlive()).isFalse();
        assertThat(second.output()).contains("cannot listen on 127.0.0.1:" + server.port(),
            "choose another with --port or WHOPSHIP_PORT").doesNotContain("\tat ");
      }
    }
  }

  @Test
  void aSecondServerOnTheSameDataIsRefused() throws Exception {
    try (ServerProcess first = ServerProcess.start(data, Map.of());
        ServerProcess second = ServerProcess.start(data, Map.of())) {
      assertThat(first.isAlive()).isTrue();
      assertThat(second.isAlive()).isFalse();
      assertThat(second.output()).contains("another process has it open").doesNotContain("\tat ");
    }
  }

  @Test
  void wrongSettingsStopTheStart() throws Exception {
    try (ServerProcess server = ServerProcess.start(data, Map.of("WHOPSHIP_SOAK", "soon"))) {
      assertThat(server.isAlive()).isFalse();
      assertThat(server.output()).contains("WHOPSHIP_SOAK: must be a duration such as")
          .doesNotContain("\tat ");
    }
  }
}
