package io.whopship.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.agents.LogSink;
import io.whopship.ports.model.logs.LogLine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LatencyTest {

  private static final Logger log = LoggerFactory.getLogger(LatencyTest.class);

  private static final int LINES = 1_000;

  /** Paced by the clock: a machine that is slow to start a sleep makes up for it. */
  private static final String PRINTING = "now() { read now rest </proc/uptime;"
      + " now=${now%.*}${now#*.}; }; now; start=$now; i=0; while [ $i -lt " + LINES + " ]; do now;"
      + " due=$(((now - start) * 2)); while [ $i -lt $due ] && [ $i -lt " + LINES + " ]; do"
      + " echo line $i; i=$((i + 1)); done; /bin/busybox usleep 5000; done";

  /** A line, by the engine's clock, and how late it came. */
  private record Seen(Instant at, Duration delay) {}

  /** From the time that the engine puts on a line. */
  @Test
  void twoHundredLinesASecondComeWithinATenthOfASecond() {
    TestEngine engine = TestEngine.running();
    List<Seen> seen = new CopyOnWriteArrayList<>();
    try (DockerHost host = new DockerHost(engine.settings());
        TestContainer container = TestContainer.started(engine)) {
      host.follow(container.name(), null, LINES, recording(seen));
      container.says("ready");
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> seen.size() == 1);
      seen.clear();
      container.run(PRINTING);
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> seen.size() >= LINES);
    }
    List<Duration> sorted = seen.stream().map(Seen::delay).sorted().toList();
    Duration took = Duration.between(seen.getFirst().at(), seen.getLast().at());
    double perSecond = (LINES - 1) * 1e9 / took.toNanos();
    log.info("lines={} perSecond={} p50={} p99={}", sorted.size(), perSecond,
        sorted.get(LINES / 2), sorted.get(LINES * 99 / 100));
    assertThat(perSecond).isGreaterThanOrEqualTo(180);
    assertThat(sorted.get(LINES * 99 / 100)).isLessThan(Duration.ofMillis(100));
  }

  private static LogSink recording(List<Seen> seen) {
    return new LogSink() {
      @Override
      public void accept(String epoch, long first, List<LogLine> lines) {
        Instant now = Instant.now();
        lines.forEach(line -> seen.add(new Seen(line.at(), Duration.between(line.at(), now))));
      }

      @Override
      public void failed(String reason) {
        log.warn("failed: {}", reason);
      }
    };
  }
}
