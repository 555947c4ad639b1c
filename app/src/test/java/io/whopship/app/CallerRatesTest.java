package io.whopship.app;

import static io.whopship.ports.driven.RateLimits.Kind.LOGS;
import static io.whopship.ports.driven.RateLimits.Kind.OTHER;
import static io.whopship.ports.driven.RateLimits.Kind.STATUS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import io.whopship.ports.driven.RateLimits.Kind;
import io.whopship.ports.driven.RateLimits.Policy;
import io.whopship.ports.driven.RateLimits.Verdict;
import io.whopship.ports.model.identity.OwnerId;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallerRatesTest {

  private static final OwnerId ALICE = new OwnerId("alice");
  private static final OwnerId BOB = new OwnerId("bob");
  private static final Policy TWO = new Policy(2, Duration.ofMinutes(1));

  private final MovableTime time = new MovableTime(new AtomicLong());
  private final CallerRates rates = new CallerRates(new RateSettings(0, 2, 1), time);

  @Test
  void aCallerMayAskAsOftenAsTheQuotaAtOnce() {
    assertThat(rates.count(ALICE, STATUS))
        .isEqualTo(new Verdict.Allowed(TWO, 1, Duration.ofSeconds(30)));
    assertThat(rates.count(ALICE, STATUS))
        .isEqualTo(new Verdict.Allowed(TWO, 0, Duration.ofMinutes(1)));
    assertThat(rates.count(ALICE, STATUS))
        .isEqualTo(new Verdict.Exceeded(TWO, Duration.ofSeconds(30)));
  }

  @Test
  void whatWasRefusedIsNotCounted() {
    use(ALICE, STATUS, 2);
    pass(29);
    assertThat(rates.count(ALICE, STATUS))
        .isEqualTo(new Verdict.Exceeded(TWO, Duration.ofSeconds(1)));

    pass(1);
    assertThat(rates.count(ALICE, STATUS)).isInstanceOf(Verdict.Allowed.class);
    assertThat(rates.count(ALICE, STATUS)).isInstanceOf(Verdict.Exceeded.class);
  }

  @Test
  void callersAndKindsAreCountedApart() {
    use(ALICE, STATUS, 2);

    assertThat(rates.count(BOB, STATUS)).isInstanceOf(Verdict.Allowed.class);
    assertThat(rates.count(ALICE, LOGS)).isInstanceOf(Verdict.Allowed.class);
    assertThat(rates.count(ALICE, LOGS)).isInstanceOf(Verdict.Exceeded.class);
  }

  @Test
  void allElseAndWhatTheOperatorDoesNotLimitIsNotCounted() {
    assertThat(rates.count(ALICE, OTHER)).isEqualTo(new Verdict.Unlimited());
    assertThat(new CallerRates(new RateSettings(10, 0, 60), time).count(ALICE, STATUS))
        .isEqualTo(new Verdict.Unlimited());
  }

  @Test
  void aServerTellsItsCallers(@TempDir Path data) throws Exception {
    try (RunningServer server = RunningServer.start(data, Map.of("WHOPSHIP_DEPLOYMENTS_PER_HOUR",
        "1", "WHOPSHIP_STATUS_PER_MINUTE", "2", "WHOPSHIP_LOGS_PER_MINUTE", "1"))) {
      Caller caller = server.caller();
      caller.createApp("app_1", "my-app");
      String path = "/deployments/" + caller.create().at("/deployment/id").asLong();

      assertTooMany(caller.post("/deployments", "{\"whopAppId\": \"app_1\"}"),
          "\"deployments\";q=1;w=3600");
      assertThat(left(caller.get(path))).startsWith("\"status\";r=1;t=");
      assertThat(left(caller.get(path))).startsWith("\"status\";r=0;t=");
      assertTooMany(caller.get(path), "\"status\";q=2;w=60");
      assertThat(left(caller.get(path + "/logs"))).startsWith("\"logs\";r=0;t=");
      assertTooMany(caller.get(path + "/logs/stream"), "\"logs\";q=1;w=60");
      assertThat(caller.get("/apps").statusCode()).isEqualTo(200);
    }
  }

  private static String left(HttpResponse<String> answer) {
    return answer.headers().firstValue("RateLimit").orElseThrow();
  }

  private static void assertTooMany(HttpResponse<String> answer, String policy) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
    assertThat(answer.headers().firstValue("RateLimit-Policy")).contains(policy);
    assertThat(answer.headers().firstValueAsLong("Retry-After")).isPresent();
  }

  private void use(OwnerId owner, Kind kind, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(rates.count(owner, kind)).isInstanceOf(Verdict.Allowed.class);
    }
  }

  private void pass(int seconds) {
    time.nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  private record MovableTime(AtomicLong nanos) implements TimeMeter {

    @Override
    public long currentTimeNanos() {
      return nanos.get();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
