package io.whopship.adapter.cloudflare.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.whopship.adapter.cloudflare.PlainVertx;
import io.whopship.adapter.cloudflare.dispatch.ProbeSignature;
import io.whopship.ports.driven.Edge.Probe;
import io.whopship.ports.driven.Edge.ProbeResult;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.PortException.Unavailable;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.testkit.http.Answer;
import io.whopship.testkit.http.Exchange;
import io.whopship.testkit.http.LoopbackServer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What fails on the way to a release is not held against it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ProbeFaultsTest {

  private static final ReleaseName RELEASE = new ReleaseName(new AppId(7), new DeploymentId(1));
  private static final String HOST = "my-app.localhost";
  private static final Duration LONG = Duration.ofSeconds(20);

  private static Vertx vertx;

  private @Nullable LoopbackServer server;

  @BeforeAll
  static void vertxRuns() {
    vertx = PlainVertx.start(1);
  }

  @AfterAll
  static void vertxStops() {
    vertx.close().await();
  }

  @AfterEach
  void theServerStops() {
    if (server != null) {
      server.close();
    }
  }

  private static ProbeResult ask(int port, boolean https, Probe probe) {
    return new DispatcherProbe(
        vertx.createHttpClient(new HttpClientOptions().setKeepAlive(false)),
        new ProbeSignature(OpenCloudflare.PROBE_SECRET), https,
        InetSocketAddress.createUnresolved("127.0.0.1", port), InstantSource.system())
        .probe(RELEASE, HOST, probe);
  }

  private LoopbackServer serve(LoopbackServer.Handler handler) {
    LoopbackServer started = LoopbackServer.start(handler);
    server = started;
    return started;
  }

  /** Asks who handles it so. */
  private ProbeResult ask(LoopbackServer.Handler handler, Probe probe) {
    return ask(serve(handler).port(), false, probe);
  }

  private ProbeResult ask(Answer answer) {
    return ask(exchange -> exchange.send(answer), new Probe("/", LONG));
  }

  @Test
  void aDispatcherThatCannotBeReachedIsUnavailable() {
    LoopbackServer gone = serve(exchange -> {
    });
    gone.close();

    assertThatThrownBy(() -> ask(gone.port(), false, new Probe("/", LONG)))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("could not be reached at my-app.localhost");
  }

  @Test
  void aNameThatLeadsNowhereIsUnavailable() {
    DispatcherProbe probe = new DispatcherProbe(vertx.createHttpClient(),
        new ProbeSignature(OpenCloudflare.PROBE_SECRET), false, null, InstantSource.system());

    assertThatThrownBy(
        () -> probe.probe(RELEASE, "no-such-name.invalid", new Probe("/", Duration.ofSeconds(3))))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("could not be reached at no-such-name.invalid");
  }

  @Test
  void aServerWithoutTlsIsUnavailable() {
    LoopbackServer plain = serve(exchange -> exchange.send(Answer.empty(200)));

    assertThatThrownBy(() -> ask(plain.port(), true, new Probe("/", LONG)))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("could not be reached");
  }

  @Test
  void aConnectionThatBreaksBeforeTheAnswerIsUnavailable() {
    assertThatThrownBy(() -> ask(Exchange::reset, new Probe("/", LONG)))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("broke at GET / of my-app.localhost");
  }

  @Test
  void aConnectionThatBreaksWithinTheBodyLeavesWhatCame() {
    Answer answer = Answer.of(200, "text/plain", "abcdefgh")
        .with(ProbeSignature.ANSWERED_BY, RELEASE.toString());

    assertThat(ask(exchange -> exchange.sendHalf(answer), new Probe("/", LONG, 100)))
        .asInstanceOf(type(ProbeResult.Answered.class))
        .extracting(ProbeResult.Answered::status, ProbeResult.Answered::body)
        .containsExactly(200, "abcd");
  }

  @Test
  void anAnswerThatDoesNotComeIsSilence() {
    assertThat(ask(Exchange::hang, new Probe("/slow", Duration.ofMillis(300))))
        .isEqualTo(new ProbeResult.Silent("GET /slow was not answered within 300 ms"));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 301, 403, 404})
  void whatSomebodyElseAnswersIsUnavailable(int status) {
    assertThatThrownBy(() -> ask(Answer.of(status, "text/html", "<!doctype html>")))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("GET / was answered " + status + ", but it was not " + RELEASE)
        .hasMessageContaining("wildcard route");
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503, 522})
  void troubleOfCloudflareIsUnavailableForAsLongAsItSays(int status) {
    assertThatThrownBy(() -> ask(Answer.empty(status).with("Retry-After", "30")))
        .asInstanceOf(type(Unavailable.class))
        .extracting(Unavailable::retryAfter)
        .isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aSignatureThatTheDispatcherRefusesIsRejected() {
    assertThatThrownBy(() -> ask(Answer.of(403, "text/plain",
        "x-whopship-probe is not signed for this request.\n")))
        .isInstanceOf(PortException.Rejected.class)
        .hasMessageContaining("x-whopship-probe is not signed for this request. 'whopship");
  }

  @Test
  void theReleasesOwn403IsItsAnswer() {
    Answer answer = Answer.of(403, "text/plain", "x-whopship-probe is mine")
        .with(ProbeSignature.ANSWERED_BY, RELEASE.toString());

    assertThat(ask(answer)).asInstanceOf(type(ProbeResult.Answered.class))
        .extracting(ProbeResult.Answered::status, ProbeResult.Answered::body)
        .containsExactly(403, "");
  }

  @Test
  void aProbeThatIsInterruptedSaysNothingOfTheRelease() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> ask(Exchange::hang, new Probe("/", LONG)))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("was interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }
}
