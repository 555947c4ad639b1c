package io.whopship.adapter.cloudflare.api;

import static io.whopship.testkit.cloudflare.Fault.on;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driven.PortException.Unavailable;
import io.whopship.ports.model.identity.Secret;
import io.whopship.testkit.cloudflare.FakeCloudflare;
import io.whopship.testkit.cloudflare.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that was stopped in the middle of a write does not send it when it goes on. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class DeadlineTest {

  private final PassingTime time = new PassingTime();
  private final FakeCloudflare cloudflare = FakeCloudflare.start();
  private final String space = cloudflare.createKvNamespace("routes");
  private final CloudflareApi api = CloudflareApi.open(new ApiSettings(cloudflare.baseUrl(),
      cloudflare.account(), new Secret(cloudflare.token()), Duration.ofSeconds(5),
      Duration.ofSeconds(5), time));

  @AfterEach
  void close() {
    api.close();
    cloudflare.close();
  }

  @Test
  void whatIsInTimeIsSent() {
    KeyValues timely = api.keyValues().sendingWithin(Duration.ofSeconds(30));
    time.pass(Duration.ofSeconds(29));

    timely.put(space, "k", "v".getBytes(UTF_8));

    assertThat(cloudflare.kvKeys(space)).containsExactly("k");
  }

  @Test
  void whatIsLateIsNotSent() {
    KeyValues timely = api.keyValues().telling(line -> {
    }).sendingWithin(Duration.ofSeconds(30)).telling(line -> {
    });
    time.pass(Duration.ofSeconds(31));

    assertThatThrownBy(() -> timely.put(space, "k", "v".getBytes(UTF_8)))
        .isInstanceOf(Unavailable.class)
        .hasMessage("Cloudflare was not asked for the writing of KV key k: it was held up until"
            + " what it goes by may hold no more");
    assertThatThrownBy(() -> timely.putAllSmall(space, Map.of("k", "v".getBytes(UTF_8))))
        .isInstanceOf(Unavailable.class);
    assertThat(cloudflare.calls()).isEmpty();
  }

  @Test
  void aFurtherTryThatIsLateIsNotSent() {
    KeyValues timely = api.keyValues().sendingWithin(Duration.ofMillis(400));
    cloudflare.fail(on("PUT", "/values/k").with(Fault.status(503)));

    assertThatThrownBy(() -> timely.put(space, "k", "v".getBytes(UTF_8)))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("was held up");
    assertThat(cloudflare.calls()).hasSize(1);
  }

  @Test
  void aBodyIsNotGivenOutOnceItsTimeHasPassed() throws Exception {
    TimelyBody body = new TimelyBody(BodyPublishers.ofString("v"),
        Deadline.in(Duration.ofSeconds(30), time));
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest put = HttpRequest.newBuilder(URI.create(cloudflare.baseUrl() + "/accounts/"
          + cloudflare.account() + "/storage/kv/namespaces/" + space + "/values/k"))
          .header("Authorization", "Bearer " + cloudflare.token())
          .PUT(body)
          .build();
      assertThat(client.send(put, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
      cloudflare.forgetCalls();
      time.pass(Duration.ofSeconds(31)); // between the look at the clock and the connection

      assertThatThrownBy(() -> client.send(put, BodyHandlers.discarding()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("its time had passed");
    }
    assertThat(cloudflare.calls()).isEmpty();
  }

  @Test
  void aClockThatWasStoppedIsNoticedByTheOther() {
    Deadline counting = Deadline.in(Duration.ofSeconds(30), new Pauses() {
      @Override
      public long nanoTime() {
        return 0; // as on a machine that sleeps
      }

      @Override
      public long millis() {
        return time.millis();
      }

      @Override
      public void pause(Duration pause) {
        throw new AssertionError("nobody waits");
      }
    });

    assertThat(counting.hasPassed()).isFalse();
    time.pass(Duration.ofSeconds(31));
    assertThat(counting.hasPassed()).isTrue();
  }
}
