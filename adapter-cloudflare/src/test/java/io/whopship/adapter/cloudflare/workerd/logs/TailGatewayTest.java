package io.whopship.adapter.cloudflare.workerd.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.whopship.adapter.cloudflare.workerd.HeardLines;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.rollout.ReleaseName;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TailGatewayTest {

  private static final String REQUEST = """
      {"at":1000,"duration":500,"outcome":"ok","method":"GET","path":"/a","status":200,
       "exceptions":[{"at":1200,"text":"Error: x\\n  at y"}]}""";

  private final ReleaseName release = new ReleaseName(new AppId(7), new DeploymentId(1));
  private final HeardLines heard = new HeardLines(release);
  private final Vertx vertx = Vertx.vertx();
  private final TailGateway gateway = TailGateway.start(vertx);
  private final String key = gateway.grant(new ReleaseLogs(heard).of(release));
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    client.close();
    gateway.close();
    vertx.close().await();
  }

  private int send(String withKey, String body) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port()))
        .header(TailGateway.HEADER, withKey)
        .POST(BodyPublishers.ofString(body))
        .build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }

  @Test
  void aBatchBecomesLinesAndWhatWasLostBeforeItAHole() throws Exception {
    assertThat(send(key, "{\"lost\":5,\"events\":[" + REQUEST + "]}")).isEqualTo(204);

    assertThat(heard.all()).extracting(LogLine::message)
        .containsExactly("Error: x", "  at y", "GET /a 200");
    assertThat(heard.all().getLast().at().toEpochMilli()).isEqualTo(1500);
    assertThat(heard.all().getLast().metadata()).isEqualTo(Map.of("method", "GET", "path", "/a",
        "status", "200", "outcome", "ok", "duration_ms", "500"));
    assertThat(heard.lost()).isEqualTo(5);
  }

  @Test
  void withoutAKeyNobodySpeaks() throws Exception {
    String batch = "{\"events\":[" + REQUEST + "]}";
    assertThat(send("guess", batch)).isEqualTo(403);
    gateway.revoke(key);
    assertThat(send(key, batch)).isEqualTo(403);

    assertThat(heard.all()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{\"lost\":-1}", "{\"lost\":1e30}", "{\"lost\":\"1\"}",
      "{\"events\":7}", "{\"events\":[7]}", "{\"events\":[{\"exceptions\":[{\"at\":1}]}]}",
      "{\"events\":[{\"exceptions\":[{\"text\":\"x\"}]}]}", "{\"events\":[{\"method\":\"GET\"}]}"})
  void whatNoTailWorkerSendsIsRefused(String batch) throws Exception {
    assertThat(send(key, batch)).isEqualTo(400);

    assertThat(heard.all()).isEmpty();
  }

  @Test
  void whatIsTooLargeIsBrokenOffAndTheNextIsTaken() throws Exception {
    String much = " ".repeat(2 << 20);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> send(key, much)).isInstanceOf(IOException.class);
    }

    assertThat(send(key, "{\"events\":[" + REQUEST + "]}")).isEqualTo(204);
  }

  @Test
  void whoSendsMuchWaits() throws Exception {
    long began = System.nanoTime();

    send(key, "{\"events\":[" + REQUEST + "]" + " ".repeat(1_000_000) + "}");

    assertThat((System.nanoTime() - began) / 1_000_000).isBetween(200L, 5_000L);
  }
}
