package io.whopship.adapter.http;

import static io.whopship.adapter.http.FakeLogs.line;
import static io.whopship.adapter.http.FakeLogs.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.whopship.adapter.http.EventReader.Event;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.logs.LogSubject;
import io.whopship.ports.model.logs.StoredLine;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(30)
class ShortStreamTest {

  final Core core = new Core();
  final FakeLogs logs = new FakeLogs(core);

  @RegisterExtension
  final Api api = new Api(core, HttpSettings.at("127.0.0.1", 0)
      .withStreams(
          new StreamSettings(Duration.ofMillis(200), Duration.ofMillis(500),
              Duration.ofMillis(1_300),
              Duration.ofSeconds(1800), Duration.ofSeconds(1), Duration.ofMinutes(1), 3, 3, 1)));

  EventReader follow(String query) {
    return api.follow(api.request("GET", "/deployments/123/logs/stream" + query,
        BodyPublishers.noBody()).header("Authorization", "Bearer " + Core.TOKEN).build());
  }

  @Test
  void heartbeatsComeUntilItTimesOutAndABrowserComesAgain() {
    List<Event> events = follow("").rest();

    assertThat(events).extracting(Event::name)
        .hasSizeBetween(2, 7)
        .startsWith("heartbeat")
        .endsWith("timeout")
        .containsOnlyOnce("timeout");
    assertThat(events).extracting(Event::id).containsOnlyNulls();
    assertThat(Instant.parse(events.getFirst().data().path("timestamp").textValue()))
        .isBetween(Instant.now().minusSeconds(30), Instant.now());
    assertThat(events.getLast().data())
        .isEqualTo(Api.json("{\"message\": \"Stream timeout reached\"}"));
    assertThat(events.getLast().retry()).isEqualTo("1000");
    await().until(() -> logs.views.get() == 0);
  }

  @Test
  void aTicketEndsItsStream() {
    logs.ticketEnd = Instant.now().plusMillis(300);
    String ticket = logs.ticket(new Secret(Core.TOKEN), new LogSubject.OfDeployment(Samples.ID))
        .text()
        .reveal();
    long start = System.nanoTime();

    List<Event> events = api.follow(api.request("GET",
        "/deployments/123/logs/stream?timeout=25&ticket=" + ticket, BodyPublishers.noBody())
        .build()).rest();

    assertThat(events.getLast().data())
        .isEqualTo(Api.json("{\"error\": \"Ticket has expired: get another one\"}"));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void whoReadsALittleAtATimeDoesNotOutstayItsEnd() throws IOException {
    // Much more than the buffers of the machine take, which it would read to the end otherwise.
    StoredLine[] lines = Collections.nCopies(2_000, line(1, "x".repeat(16_000)))
        .toArray(StoredLine[]::new);
    logs.say(lines(lines));

    try (Socket slow = api.connect()) {
      slow.setReceiveBufferSize(64 * 1024);
      slow.getOutputStream()
          .write(("GET /deployments/123/logs/stream HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
              + Core.TOKEN + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      AtomicLong read = new AtomicLong();
      byte[] some = new byte[64 * 1024];
      await().pollInterval(Duration.ofMillis(10)).until(() -> {
        read.addAndGet(slow.getInputStream().read(some));
        return !logs.starts.isEmpty() && logs.views.get() == 0;
      });

      assertThat(read).as("bytes read when the stream ended").hasValueLessThan(18_000_000);
    }
  }

  @Test
  void settingsThatCannotBeAreRefused() {
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new StreamSettings(Duration.ZERO, second, second, second, second,
        second, 1, 1, 1)).hasMessage("heartbeat must be more than nothing, but is PT0S");
    assertThatThrownBy(() -> new StreamSettings(second, second, Duration.ofSeconds(2), second,
        second, second, 1, 1, 1))
        .hasMessageStartingWith("defaultTimeout must be from minTimeout PT1S");
    assertThatThrownBy(() -> new StreamSettings(second, Duration.ofSeconds(2), second, second,
        second, second, 1, 1, 1))
        .hasMessageStartingWith("defaultTimeout must be from minTimeout PT2S");
    assertThatThrownBy(() -> new StreamSettings(second, second, second, second, second, second, 0,
        1, 1))
        .hasMessage("maxStreams must be 1 or more, but is 0");
  }
}
