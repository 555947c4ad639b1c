package io.whopship.adapter.cloudflare.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.adapter.cloudflare.api.ApiSettings;
import io.whopship.adapter.cloudflare.api.CloudflareApi;
import io.whopship.adapter.cloudflare.api.ImpatientApi;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.TrafficFigures;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.TrafficSummary;
import io.whopship.testkit.MovableClock;
import io.whopship.testkit.cloudflare.FakeCloudflare;
import io.whopship.testkit.cloudflare.Fault;
import io.whopship.testkit.cloudflare.Invocation;
import io.whopship.testkit.contract.TrafficFiguresContract;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReleaseFiguresTest extends TrafficFiguresContract {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final MovableClock clock = new MovableClock(NOON);
  private final FakeCloudflare cloudflare = FakeCloudflare.start(clock);
  private final CloudflareApi api = ImpatientApi.open(ApiSettings.of(cloudflare.baseUrl(),
      cloudflare.account(), new Secret(cloudflare.token())));
  private final ReleaseFigures figures = new ReleaseFigures(api, Duration.ZERO, clock);

  @Override
  protected OpenFigures open() {
    return new OpenFigures() {
      @Override
      public TrafficFigures figures() {
        return figures;
      }

      @Override
      public void serve(ReleaseName release, int status) {
        cloudflare.invoked(Invocation.of(release.toString(), now(), status));
      }

      @Override
      public Instant now() {
        return clock.instant();
      }

      @Override
      public void close() {
        // The account is closed behind each test.
      }
    };
  }

  @AfterEach
  void closeAccount() {
    api.close();
    cloudflare.close();
  }

  private Invocation request(int status) {
    return Invocation.of(FIRST.toString(), clock.instant(), status);
  }

  private TrafficSummary sinceNoon() {
    return figures.since(FIRST, NOON);
  }

  @Test
  void probesAreNoTraffic() {
    cloudflare.invoked(request(500).with(Map.of("user-agent", "WhopShip-Probe")))
        .invoked(request(200))
        .invoked(request(200).with(Map.of()));

    assertThat(sinceNoon().requests()).isEqualTo(2);
    assertThat(sinceNoon().errors()).isZero();
  }

  @Test
  void whatWasNotAnsweredIsAnErrorUnlessTheVisitorLeft() {
    cloudflare.invoked(request(200).ending(null, "exceededCpu"))
        .invoked(request(200).ending(null, "canceled"))
        .invoked(request(200).ending(200, "exception"));

    assertThat(sinceNoon().requests()).isEqualTo(3);
    assertThat(sinceNoon().errors()).isEqualTo(1);
  }

  @Test
  void timesAreThoseOfMostRequests() {
    IntStream.rangeClosed(1, 100)
        .mapToObj(Duration::ofMillis)
        .forEach(time -> cloudflare.invoked(request(200).taking(time)));

    assertThat(sinceNoon().median()).isEqualTo(Duration.ofMillis(50));
    assertThat(sinceNoon().p99()).isEqualTo(Duration.ofMillis(99));
  }

  @Test
  void linesAreNoRequests() {
    cloudflare.log(FIRST.toString(), "error", "hello").invoked(request(200));

    assertThat(sinceNoon().requests()).isEqualTo(1);
  }

  @Test
  void whoServedNobodyCostsOneCall() {
    assertThat(sinceNoon()).isEqualTo(TrafficSummary.NONE);

    assertThat(cloudflare.calls()).hasSize(1);
  }

  @Test
  void theyAreUnknownWhileCloudflareIsOut() {
    cloudflare.fail(Fault.on("POST", "/telemetry/query").always().with(Fault.status(503)));

    assertThatThrownBy(this::sinceNoon).isInstanceOf(PortException.Unavailable.class)
        .hasMessageContaining("how whopship-7-1 answers");
  }

  @Test
  void aTokenThatMayNotSaysWhatItLacks() {
    try (CloudflareApi poor = ImpatientApi.open(ApiSettings.of(cloudflare.baseUrl(),
        cloudflare.account(),
        new Secret(cloudflare.tokenWithout("Workers Observability Edit"))))) {
      assertThatThrownBy(() -> new ReleaseFigures(poor, Duration.ZERO, clock).since(FIRST, NOON))
          .isInstanceOf(PortException.Rejected.class)
          .hasMessageContaining("Workers Observability Edit");
    }
  }
}
