package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.testkit.ArtifactZips;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way, from a zip to a live site, through a whole server. */
class SpineTest {

  @TempDir
  private Path data;

  private RunningServer server;
  private Caller caller;

  @BeforeEach
  void aServerRunsWithOneApp() throws Exception {
    server = RunningServer.start(data);
    caller = server.caller();
    caller.createApp("app_1", "my-app");
  }

  @AfterEach
  void theServerStops() {
    server.close();
  }

  @Test
  void aZipBecomesALiveSite() {
    long id = caller.deploy(ArtifactZips.helloWorker("v1").bytes());

    JsonNode view = caller.awaitFinal(id);

    assertThat(view.at("/deployment/status").asText()).isEqualTo("active");
    assertThat(view.at("/deployment/rolloutStage").asText()).isEqualTo("complete");
    assertThat(view.at("/url").asText()).startsWith("http://my-app.localhost:");
    assertThat(caller.visit("my-app", "/api/version").body()).contains("v1");
    assertThat(caller.visit("my-app", "/api/env").body()).contains("GREETING");
    assertThat(caller.visit("my-app--" + id, "/api/version").body()).contains("v1");
    assertThat(caller.get("/deployments/" + id + "/logs").body())
        .contains("Starting deployment " + id + " for app 1\n",
            "Deployment completed successfully in ")
        .doesNotContain("R2", "Cloudflare");
  }

  @Test
  void theSecondVersionSharesTheTrafficBeforeItHasAllOfIt() {
    caller.awaitFinal(caller.deploy(ArtifactZips.helloWorker("v1").bytes()));
    long second = caller.deploy(ArtifactZips.helloWorker("v2").bytes());

    await().atMost(Duration.ofSeconds(20)).until(() -> caller.stage(second), "stage1_50"::equals);
    Set<String> seen = new TreeSet<>();
    await().atMost(Duration.ofSeconds(5)).until(() -> {
      seen.add(caller.visit("my-app", "/api/version").body());
      return seen.size() == 2;
    });
    caller.awaitFinal(second);

    for (int i = 0; i < 20; i++) {
      assertThat(caller.visit("my-app", "/api/version").body()).contains("v2");
    }
    assertThat(caller.visit("my-app--1", "/api/version").body()).contains("v1");
  }

  @Test
  void aCandidateThatFailsItsProbeNeverGetsTraffic() {
    caller.awaitFinal(caller.deploy(ArtifactZips.helloWorker("v1").bytes()));

    JsonNode view = caller.awaitFinal(caller.deploy(ArtifactZips.throwingWorker().bytes()));

    assertThat(view.at("/deployment/status").asText()).isEqualTo("failed");
    assertThat(view.at("/deployment/errorMessage").asText()).contains("500");
    assertThat(caller.visit("my-app", "/api/version").body()).contains("v1");
  }

  @Test
  void aTriggerWithoutAnUploadFailsTruthfully() {
    long id = caller.create().at("/deployment/id").asLong();
    assertThat(caller.post("/deployments/" + id + "/trigger", "").statusCode()).isEqualTo(202);

    JsonNode view = caller.awaitFinal(id);

    assertThat(view.at("/deployment/status").asText()).isEqualTo("failed");
    assertThat(view.at("/deployment/errorMessage").asText())
        .isEqualTo("Build artifact not found in local storage");
    assertThat(caller.post("/deployments/" + id + "/trigger", "").statusCode()).isEqualTo(409);
  }

  @Test
  void aRestartedServerServesTheSameSites() throws Exception {
    caller.awaitFinal(caller.deploy(ArtifactZips.helloWorker("v1").bytes()));
    server.close();

    server = RunningServer.start(data);
    caller = server.caller();

    assertThat(caller.visit("my-app", "/api/version").body()).contains("v1");
    assertThat(caller.visit("my-app--1", "/api/version").body()).contains("v1");
  }

  @Test
  void whoeverSeesActiveSeesTheLastLine() {
    for (int i = 1; i <= 3; i++) {
      long id = caller.deploy(ArtifactZips.helloWorker("v" + i).bytes());
      await().pollInterval(Duration.ofMillis(2))
          .atMost(Duration.ofSeconds(20))
          .until(() -> caller.status(id), List.of("active", "failed")::contains);
      assertThat(caller.get("/deployments/" + id + "/logs").body())
          .contains("Deployment completed successfully in ");
    }
  }
}
