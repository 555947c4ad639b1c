package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whopship.ports.driven.webhooks.WebhookSender;
import io.whopship.ports.driving.logs.FollowLog;
import io.whopship.ports.driving.logs.FollowLog.Batch;
import io.whopship.ports.driving.logs.FollowLog.Outcome;
import io.whopship.ports.driving.logs.FollowLog.View;
import io.whopship.ports.driving.servers.ServePeers;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogStart;
import io.whopship.ports.model.logs.LogSubject;
import io.whopship.ports.model.webhooks.SendResult;
import io.whopship.ports.model.webhooks.WebhookUrl;
import io.whopship.testkit.ArtifactZips;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
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
            "whopship_gate_samples_total{source=\"probe\",verdict=\"good\"}",
            "whopship_webhook_waiting 0.0", "whopship_webhook_oldest_seconds 0.0",
            "whopship_log_viewers 0.0",
            "whopship_work_due 0.0", "whopship_database_connections{use=\"idle\"}",
            "jvm_memory_used_bytes").doesNotContain("my-app");
      });
    }
  }

  @Test
  void whoFollowsALogCountsUntilTheyLeave() {
    AtomicInteger open = new AtomicInteger();
    FollowLog counted = new CountedViewers(new OneLog(), open);

    View first = ((Outcome.Following) follow(counted)).view();
    View second = ((Outcome.Following) follow(counted)).view();
    assertThat(open).hasValue(2);

    first.close();
    first.close();
    assertThat(open).hasValue(1);
    second.close();
    assertThat(open).hasValue(0);
  }

  private static Outcome follow(FollowLog log) {
    return log.follow(ServePeers.PEER, new LogSubject.OfDeployment(new DeploymentId(1)),
        new LogStart.Tail(1), () -> {
        });
  }

  /** A log in which nothing happens. */
  private static final class OneLog implements FollowLog {

    @Override
    public Outcome follow(io.whopship.ports.model.identity.Caller caller, LogSubject subject,
        LogStart start, Runnable wake) {
      return new Outcome.Following(new View() {
        @Override
        public Cursor start() {
          return new Cursor("550e8400", 0);
        }

        @Override
        public Optional<Batch> poll() {
          return Optional.empty();
        }

        @Override
        public void close() {
          // nobody is told
        }
      });
    }

    @Override
    public boolean isOnDemand(LogSubject subject) {
      return false;
    }
  }

  @Test
  void requestsToWebhooksAreMeasuredByWhatCameOfThem() {
    List<SendResult> sent = new ArrayList<>();
    SendResult refused = new SendResult.Answered(500, "", null);
    WebhookSender sender = new MeasuredSender(new WebhookSender() {
      @Override
      public Optional<String> refusal(WebhookUrl url) {
        return Optional.of("not there");
      }

      @Override
      public SendResult send(WebhookUrl url, Map<String, String> headers, String json) {
        return refused;
      }
    }, (result, took) -> sent.add(result));
    WebhookUrl url = WebhookUrl.parse("https://example.com/hook");

    assertThat(sender.send(url, Map.of(), "{}")).isEqualTo(refused);
    assertThat(sender.refusal(url)).contains("not there");
    assertThat(sent).containsExactly(refused);
  }
}
