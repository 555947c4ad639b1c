package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whopship.testkit.ArtifactZips;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetersTest {

  @TempDir
  private Path data;

  @Test
  void whatADeploymentDoesIsCountedWithoutItsName() throws Exception {
    try (RunningServer server = RunningServer.start(data)) {
      Caller caller = server.caller();
      caller.createApp("app_1", "my-app");
      caller.awaitFinal(caller.deploy(ArtifactZips.helloWorker("v1").bytes()));
      caller.awaitFinal(caller.deploy(new byte[]{1, 2, 3}));

      await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
        HttpResponse<String> page = caller.get("/metrics");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains(
            "whopship_deployments_total{failure=\"none\",status=\"active\"} 1.0",
            "whopship_deployments_total{failure=\"artifact_invalid\",status=\"failed\"} 1.0",
            "whopship_step_seconds_count{outcome=\"done\",step=\"build\"} 2",
            "whopship_state_seconds_count{state=\"building\"} 2",
            "whopship_http_requests_seconds_count{method=\"POST\",route=\"/deployments\",status=\"201\"} 2",
            "whopship_work_due 0.0", "whopship_database_connections{use=\"idle\"}",
            "jvm_memory_used_bytes").doesNotContain("my-app");
      });
    }
  }
}
