package io.whopship.adapter.cloudflare.workerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.whopship.adapter.cloudflare.workerd.WorkerdSettings.Times;
import io.whopship.ports.driven.Edge.Probe;
import io.whopship.ports.driven.Edge.ProbeResult;
import io.whopship.ports.driven.PortException.Unavailable;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a probe says of a process that is not there to answer. */
class ProbeTest {

  private static final Times SHORT_SLEEP = new Times(Duration.ofSeconds(10),
      Duration.ofSeconds(20), Duration.ofSeconds(5), Duration.ofMillis(300));

  @TempDir
  Path stateDirectory;

  private static ProbeResult probe(RunningEdge edge, Duration timeout) {
    return edge.edge()
        .probe(RunningEdge.release(1), RunningEdge.HOST, new Probe("/", timeout));
  }

  @Test
  void aReleaseThatCrashesAgainAndAgainIsSilentWithItsReason() {
    try (RunningEdge edge = RunningEdge.start(stateDirectory).withHello(1)) {
      await().untilAsserted(() -> {
        ProbeResult result = probe(edge, Duration.ofSeconds(10));
        RunningEdge.workerd().forEach(ProcessHandle::destroyForcibly);
        assertThat(result).isInstanceOfSatisfying(ProbeResult.Silent.class,
            silent -> assertThat(silent.reason()).contains("crashed; it may start again in"));
      });
    }
  }

  @Test
  void aServerThatEndsIsNotHeldAgainstTheRelease() {
    RunningEdge edge = RunningEdge.start(stateDirectory).withHello(1);
    edge.close();

    assertThatThrownBy(() -> probe(edge, Duration.ofSeconds(10))).isInstanceOf(Unavailable.class)
        .hasMessageContaining("the server ends");
  }

  @Test
  void aProbeThatGaveUpBeforeTheStartKeepsNothingAwake() {
    try (RunningEdge edge = RunningEdge.start(stateDirectory, SHORT_SLEEP).withHello(1)) {
      await().until(() -> RunningEdge.processes() == 0);

      assertThat(probe(edge, Duration.ofMillis(1))).isInstanceOf(ProbeResult.Silent.class);

      await().until(() -> RunningEdge.processes() == 1);
      await().until(() -> RunningEdge.processes() == 0);
    }
  }
}
