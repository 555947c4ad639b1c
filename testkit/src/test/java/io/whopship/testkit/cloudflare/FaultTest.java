package io.whopship.testkit.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.whopship.testkit.cloudflare.Fault.When;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultTest {

  private final FakeCloudflare cloudflare = FakeCloudflare.start();
  private final Client client = new Client(cloudflare);

  @AfterEach
  void close() {
    client.close();
    cloudflare.close();
  }

  private Client.Reply create(String bucket) throws IOException {
    return client.call("POST", "/r2/buckets", "{\"name\":\"" + bucket + "\"}");
  }

  private List<Integer> statuses(int calls) throws IOException {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      statuses.add(client.get("/r2/buckets").status());
    }
    return statuses;
  }

  @Test
  void aFaultStrikesOnceUnlessItSaysOtherwise() throws IOException {
    cloudflare.fail(Fault.on("GET", "/r2/").with(Fault.status(500)));
    assertThat(statuses(2)).containsExactly(500, 200);
  }

  @Test
  void aFaultStrikesSoManyTimesOrAtAnNthCallOrAlways() throws IOException {
    cloudflare.fail(Fault.on("GET", "/r2/").times(2).with(Fault.status(502)));
    assertThat(statuses(3)).containsExactly(502, 502, 200);
    cloudflare.fail(Fault.on("*", "buckets$").nth(3).with(Fault.status(503)));
    assertThat(statuses(4)).containsExactly(200, 200, 503, 200);
    cloudflare.fail(Fault.on("GET", "/r2/").always().with(Fault.status(504)));
    assertThat(statuses(2)).containsExactly(504, 504);
    cloudflare.recover();
    assertThat(statuses(1)).containsExactly(200);
  }

  @Test
  void aFaultStrikesWhatItNames() throws IOException {
    cloudflare.fail(Fault.on("POST", "/r2/").with(Fault.status(500)))
        .fail(Fault.on("GET", "/r2/buckets/x").with(Fault.status(500)))
        .fail(Fault.on("GET", "page=2").with(Fault.status(524)));
    assertThat(statuses(1)).containsExactly(200);
    assertThat(client.get("/r2/buckets?page=2").status()).isEqualTo(524);
  }

  @Test
  void anAnswerMayBeAnything() throws IOException {
    cloudflare.fail(Fault.on("GET", "/").with(Fault.status(503).html()))
        .fail(Fault.on("GET", "/").nth(2).with(Fault.status(500).empty()))
        .fail(Fault.on("GET", "/").nth(3).with(Fault.tooMany().retryAfter(2)))
        .fail(Fault.on("GET", "/").nth(4).with(Fault.status(409).code(10035, "at once")))
        .fail(Fault.on("GET", "/").nth(5).with(Fault.cutJson()))
        .fail(Fault.on("GET", "/").nth(6).with(Fault.nullResult()));

    Client.Reply html = client.get("/r2/buckets");
    assertThat(html.header("content-type")).startsWith("text/html");
    assertThat(html.text()).contains("503");
    assertThat(client.get("/r2/buckets").text()).isEmpty();
    assertThat(client.get("/r2/buckets").header("retry-after")).isEqualTo("2");
    assertThat(client.get("/r2/buckets").refusal()).isEqualTo("409 10035");
    Client.Reply cut = client.get("/r2/buckets");
    assertThat(cut.status()).isEqualTo(200);
    assertThat(cut.json().isMissingNode()).isTrue();
    Client.Reply without = client.get("/r2/buckets");
    assertThat(without.json().path("success").booleanValue()).isTrue();
    assertThat(without.result().isNull()).isTrue();
  }

  @Test
  void aFailedCallDidNothingUnlessItSaysSo() throws IOException {
    cloudflare.fail(Fault.on("POST", "/r2/").with(Fault.status(502)))
        .fail(Fault.on("POST", "/r2/").nth(2).with(Fault.status(502).afterApplying()));
    create("first");
    create("second");
    assertThat(cloudflare.buckets()).containsExactly("second");
  }

  @ParameterizedTest
  @CsvSource({"BEFORE_THE_BODY, false", "AFTER_THE_BODY, false", "AFTER_APPLYING, true",
      "IN_MID_ANSWER, true"})
  void aConnectionBreaksAtAMoment(When when, boolean applied) throws IOException {
    cloudflare.fail(Fault.on("POST", "/r2/").with(Fault.reset(when)));

    assertThatThrownBy(() -> create("files")).isInstanceOf(IOException.class);
    assertThat(cloudflare.buckets().contains("files")).isEqualTo(applied);
    assertThat(cloudflare.calls()).extracting(Call::status).containsExactly(0);
    assertThat(create("more").status()).isEqualTo(200);
  }

  @Test
  void anAnswerMayComeLate() throws IOException {
    cloudflare.fail(Fault.on("POST", "/r2/").with(Fault.late(Duration.ofMillis(100))));
    long before = System.nanoTime();
    assertThat(create("files").status()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(99));

    cloudflare.withLatency(Duration.ofMillis(50));
    before = System.nanoTime();
    client.get("/r2/buckets");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(49));
  }

  @Test
  void anAnswerMayNeverCome() throws IOException {
    cloudflare.fail(Fault.on("GET", "/r2/").with(Fault.hang()));
    CompletableFuture<Boolean> hanging = CompletableFuture.supplyAsync(() -> {
      try {
        return client.get("/r2/buckets").status() == 0;
      } catch (IOException e) {
        return true;
      }
    });
    await().until(() -> cloudflare.calls().size() == 1);
    assertThat(create("files").status()).isEqualTo(200);
    assertThat(hanging).isNotDone();
    cloudflare.close();
    assertThat(hanging.join()).isTrue();
  }
}
