package io.whopship.adapter.cloudflare.edge;

import static io.whopship.testkit.cloudflare.Fault.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.adapter.cloudflare.api.ApiSettings;
import io.whopship.adapter.cloudflare.api.CloudflareApi;
import io.whopship.ports.driven.Checkable.Check;
import io.whopship.ports.model.identity.Secret;
import io.whopship.testkit.MovableClock;
import io.whopship.testkit.cloudflare.FakeCloudflare;
import io.whopship.testkit.cloudflare.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ApiCheckTest {

  private static final Installation INSTALLATION = new Installation("tenants");

  private final FakeCloudflare cloudflare = FakeCloudflare.start()
      .withDispatchNamespace(INSTALLATION.namespace());
  private final CloudflareApi api = CloudflareApi.open(ApiSettings.of(cloudflare.baseUrl(),
      cloudflare.account(), new Secret(cloudflare.token())));
  private final MovableClock clock = new MovableClock(Instant.now());
  private final ApiCheck check = check(INSTALLATION);

  private ApiCheck check(Installation installation) {
    return new ApiCheck(api.scripts(installation.namespace()), installation, clock);
  }

  @AfterEach
  void close() {
    api.close();
    cloudflare.close();
  }

  @Test
  @Timeout(value = 8, unit = TimeUnit.SECONDS) // 3, and a busy machine
  void whoAsksIsNotKeptWaitingByAnApiThatHangs() {
    cloudflare.fail(on("GET", "/dispatch/namespaces/tenants$").always().with(Fault.hang()));

    assertThat(check.now()).isEqualTo(new Check.Unusable(
        "Cloudflare did not answer the search for the dispatch namespace within 3 s"));

    assertThat(cloudflare.calls()).as("one try").hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void anApiInTroubleIsAskedOnce() {
    cloudflare.fail(on("GET", "").always().with(Fault.status(503).html()));

    assertThat(check.now()).isInstanceOfSatisfying(Check.Unusable.class,
        unusable -> assertThat(unusable.reason()).contains("503").doesNotContain("times"));

    assertThat(cloudflare.calls()).hasSize(1);
  }

  @Test
  void anAnswerCountsForAWhile() {
    assertThat(check.now()).isEqualTo(new Check.Usable());
    cloudflare.fail(on("GET", "").always().with(Fault.status(503)));

    clock.advance(Duration.ofSeconds(15));
    assertThat(check.now()).isEqualTo(new Check.Usable());

    clock.advance(Duration.ofSeconds(1));
    assertThat(check.now()).isInstanceOf(Check.Unusable.class);
  }

  @Test
  void aNamespaceThatIsNotThereIsSaid() {
    assertThat(check(new Installation("nowhere")).now()).isEqualTo(new Check.Unusable(
        "the dispatch namespace 'nowhere' is not there: run 'whopship cloudflare init'"));
  }
}
