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

  /** From the time that the engine puts on a line. */
  @Test
  void twoHundredLinesASecondComeWithinATenthOfASecond() {
    TestEngine engine = TestEngine.running();
    List<Duration> delays = new CopyOnWriteArrayList<>();
    try (DockerHost host = new DockerHost(engine.settings());
        TestContainer container = TestContainer.started(engine)) {
      host.follow(container.name(), null, LINES, recording(delays));
      container.says("ready");
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> delays.size() == 1);
      delays.clear();
      container.run("i=0; while [ $i -lt " + LINES + " ]; do echo line $i; i=$((i+1));"
          + " /bin/busybox usleep 4000; done");
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> delays.size() >= LINES);
    }
    List<Duration> sorted = delays.stream().sorted().toList();
    log.info("lines={} p50={} p99={}", sorted.size(), sorted.get(LINES / 2),
        sorted.get(LINES * 99 / 100));
    assertThat(sorted.get(LINES * 99 / 100)).isLessThan(Duration.ofMillis(100));
  }

  private static LogSink recording(List<Duration> delays) {
    return new LogSink() {
      @Override
      public void accept(String epoch, long first, List<LogLine> lines) {
        Instant now = Instant.now();
        lines.forEach(line -> delays.add(Duration.between(line.at(), now)));
      }

      @Override
      public void failed(String reason) {
        log.warn("failed: {}", reason);
      }
    };
  }
}
