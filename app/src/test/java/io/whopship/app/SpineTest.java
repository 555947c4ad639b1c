package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.whopship.testkit.ArtifactZips;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way, from a zip to a live site, through a whole server. */
class SpineTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  private Path data;

  private RunningServer server;

  @BeforeEach
  void aServerRunsWithOneApp() throws Exception {
    server = RunningServer.start(data, Map.of());
    server.post("/apps", """
        {"whopAppId": "app_1", "name": "My Next.js App", "subdomain": "my-app",
         "variables": {"GREETING": "hello"}}""");
  }

  @AfterEach
  void theServerStops() {
    server.close();
  }

  @Test
  void aZipBecomesALiveSite() {
    long id = deploy(ArtifactZips.helloWorker("v1").bytes());

    JsonNode view = awaitFinal(id);

    assertThat(view.at("/deployment/status").asText()).isEqualTo("active");
    assertThat(view.at("/deployment/rolloutStage").asText()).isEqualTo("complete");
    assertThat(view.at("/url").asText()).startsWith("http://my-app.localhost:");
    assertThat(server.visit("my-app", "/api/version").body()).contains("v1");
    assertThat(server.visit("my-app", "/api/env").body()).contains("GREETING");
    assertThat(server.visit("my-app--" + id, "/api/version").body()).contains("v1");
    assertThat(server.get("/deployments/" + id + "/logs").body())
        .contains("Starting deployment " + id + " for app 1\n",
            "Deployment completed successfully in ")
        .doesNotContain("R2", "Cloudflare");
  }

  @Test
  void theSecondVersionSharesTheTrafficBeforeItHasAllOfIt() {
    awaitFinal(deploy(ArtifactZips.helloWorker("v1").bytes()));
    long second = deploy(ArtifactZips.helloWorker("v2").bytes());

    await().atMost(Duration.ofSeconds(20)).until(() -> stage(second), "stage1_50"::equals);
    Set<String> seen = new TreeSet<>();
    await().atMost(Duration.ofSeconds(5)).until(() -> {
      seen.add(server.visit("my-app", "/api/version").body());
      return seen.size() == 2;
    });
    awaitFinal(second);

    for (int i = 0; i < 20; i++) {
      assertThat(server.visit("my-app", "/api/version").body()).contains("v2");
    }
    assertThat(server.visit("my-app--1", "/api/version").body()).contains("v1");
  }

  @Test
  void aCandidateThatFailsItsProbeNeverGetsTraffic() {
    awaitFinal(deploy(ArtifactZips.helloWorker("v1").bytes()));

    JsonNode view = awaitFinal(deploy(ArtifactZips.throwingWorker().bytes()));

    assertThat(view.at("/deployment/status").asText()).isEqualTo("failed");
    assertThat(view.at("/deployment/errorMessage").asText()).contains("500");
    assertThat(server.visit("my-app", "/api/version").body()).contains("v1");
  }

  @Test
  void aTriggerWithoutAnUploadFailsTruthfully() {
    long id = create().at("/deployment/id").asLong();
    assertThat(server.post("/deployments/" + id + "/trigger", "").statusCode()).isEqualTo(202);

    JsonNode view = awaitFinal(id);

    assertThat(view.at("/deployment/status").asText()).isEqualTo("failed");
    assertThat(view.at("/deployment/errorMessage").asText())
        .isEqualTo("Build artifact not found in local storage");
    assertThat(server.post("/deployments/" + id + "/trigger", "").statusCode()).isEqualTo(409);
  }

  @Test
  void aRestartedServerServesTheSameSites() throws Exception {
    awaitFinal(deploy(ArtifactZips.helloWorker("v1").bytes()));
    server.close();

    server = RunningServer.start(data, Map.of());

    assertThat(server.visit("my-app", "/api/version").body()).contains("v1");
    assertThat(server.visit("my-app--1", "/api/version").body()).contains("v1");
  }

  @Test
  void whoeverSeesActiveSeesTheLastLine() {
    for (int i = 1; i <= 3; i++) {
      long id = deploy(ArtifactZips.helloWorker("v" + i).bytes());
      await().pollInterval(Duration.ofMillis(2))
          .atMost(Duration.ofSeconds(20))
          .until(() -> status(id), List.of("active", "failed")::contains);
      assertThat(server.get("/deployments/" + id + "/logs").body())
          .contains("Deployment completed successfully in ");
    }
  }

  private long deploy(byte[] zip) {
    JsonNode created = create();
    assertThat(server.put(URI.create(created.at("/uploadUrl").asText()), zip).statusCode())
        .isEqualTo(200);
    long id = created.at("/deployment/id").asLong();
    assertThat(server.post("/deployments/" + id + "/trigger", "").statusCode()).isEqualTo(202);
    return id;
  }

  private JsonNode create() {
    return json(server.post("/deployments", "{\"whopAppId\": \"app_1\"}").body());
  }

  private JsonNode awaitFinal(long id) {
    await().pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(30))
        .until(() -> status(id), List.of("active", "failed")::contains);
    return json(server.get("/deployments/" + id).body());
  }

  private String status(long id) {
    return json(server.get("/deployments/" + id).body()).at("/deployment/status").asText();
  }

  private String stage(long id) {
    return json(server.get("/deployments/" + id).body()).at("/deployment/rolloutStage").asText();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }
}
