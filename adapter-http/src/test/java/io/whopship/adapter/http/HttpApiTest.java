package io.whopship.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.whopship.ports.driven.RateLimits;
import io.whopship.ports.driving.FindDeployment;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HttpApiTest {

  final Core core = new Core();

  @RegisterExtension
  final Api api = new Api(core);

  @Test
  void aPortThatIsTakenIsToldAtTheStart() {
    int taken = api.running().port();
    try (HttpApi second = new HttpApi(HttpSettings.at("127.0.0.1", taken), core.useCases(),
        (owner, kind) -> new RateLimits.Verdict.Unlimited())) {
      assertThatThrownBy(second::start).isInstanceOf(RuntimeException.class)
          .hasMessageContaining("Port already in use");
    }
  }

  @Test
  void aRequestUnderWayEndsBeforeTheServerDoes() throws Exception {
    CountDownLatch isIn = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    core.findDeployment = (caller, id) -> {
      isIn.countDown();
      await().until(() -> mayEnd.getCount() == 0);
      return new FindDeployment.Outcome.Found(Samples.active());
    };
    CompletableFuture<Api.Reply> underWay = CompletableFuture
        .supplyAsync(() -> api.get("/deployments/123"));
    isIn.await();

    CompletableFuture<Void> stop = CompletableFuture.runAsync(api.running()::close);
    await().until(this::newConnectionsAreRefused);
    mayEnd.countDown();

    assertThat(underWay.get().status()).isEqualTo(200);
    stop.get();
  }

  private boolean newConnectionsAreRefused() throws Exception {
    try {
      api.connect().close();
      return false;
    } catch (ConnectException e) {
      return true;
    }
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> HttpSettings.at("127.0.0.1", 65_536))
        .hasMessage("port must be 0 to 65535, but is 65536");
    assertThatThrownBy(() -> HttpSettings.at("127.0.0.1", -1)).hasMessageContaining("-1");
    assertThatThrownBy(
        () -> new HttpSettings("a", 0, 0, 1, Duration.ofSeconds(1), Duration.ofSeconds(1)))
        .hasMessage("maxUploads must be 1 or more, but is 0");
    assertThatThrownBy(
        () -> new HttpSettings("a", 0, 1, 0, Duration.ofSeconds(1), Duration.ofSeconds(1)))
        .hasMessage("minUploadBytesPerSecond must be 1 or more, but is 0");
    assertThatThrownBy(() -> new HttpSettings("a", 0, 1, 1, Duration.ZERO, Duration.ofSeconds(1)))
        .hasMessageStartingWith("idleTimeout must be more than nothing");
    assertThatThrownBy(
        () -> new HttpSettings("a", 0, 1, 1, Duration.ofSeconds(1), Duration.ofSeconds(-1)))
        .hasMessageStartingWith("stopTimeout must be more than nothing");
  }
}
