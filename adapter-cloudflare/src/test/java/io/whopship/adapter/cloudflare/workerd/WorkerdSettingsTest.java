package io.whopship.adapter.cloudflare.workerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.adapter.cloudflare.workerd.WorkerdSettings.Bounds;
import io.whopship.adapter.cloudflare.workerd.WorkerdSettings.Times;
import io.whopship.ports.driven.Checkable.Check;
import io.whopship.ports.driven.Incidents;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.WorkerLogs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be wrong with the set-up, and what people are told then. */
class WorkerdSettingsTest {

  @TempDir
  Path directory;

  private WorkerdSettings with(int port, String domain, int heap) {
    return new WorkerdSettings(directory, RunningEdge.installedBinary(), "127.0.0.1", port, domain,
        false, new Bounds(heap, 1024, 512), Times.DEFAULT);
  }

  @Test
  void wrongValuesAreNamed() {
    assertThatThrownBy(() -> with(70_000, "localhost", 256)).hasMessageContaining("70000");
    assertThatThrownBy(() -> with(0, "Local Host", 256)).hasMessageContaining("Local Host");
    assertThatThrownBy(() -> with(0, "localhost", 1)).hasMessageContaining("heapMegabytes");
    assertThatThrownBy(() -> new Bounds(256, 300, 512)).hasMessageContaining("memoryMegabytes");
    assertThatThrownBy(() -> new Bounds(256, 1024, 0)).hasMessageContaining("maxVisits");
    assertThatThrownBy(() -> new Times(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1),
        Duration.ofSeconds(1))).hasMessageContaining("start");
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    try (RunningEdge first = RunningEdge.start(directory.resolve("first"))) {
      int taken = first.edge().frontPort();

      assertThatThrownBy(() -> WorkerdEdge.start(WorkerdSettings.local(
          directory.resolve("second"), RunningEdge.installedBinary(), taken), Incidents.IGNORED,
          WorkerLogs.IGNORED))
          .isInstanceOf(PortException.Unavailable.class)
          .hasMessageContaining("127.0.0.1:" + taken);
    }
  }

  @Test
  void aDirectoryThatCannotBeIsNamed() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");

    assertThatThrownBy(() -> RunningEdge.start(file.resolve("state")))
        .isInstanceOf(PortException.Unavailable.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void aBinaryThatVanishedIsNoticed() throws Exception {
    Path binary = Files.copy(Path.of("/bin/sh"), directory.resolve("workerd"));
    try (WorkerdEdge edge = WorkerdEdge.start(WorkerdSettings.local(directory.resolve("state"),
        new WorkerdBinary(binary), 0), Incidents.IGNORED,
        WorkerLogs.IGNORED)) {
      assertThat(edge.check()).isEqualTo(new Check.Usable());

      Files.delete(binary);

      assertThat(edge.check()).isInstanceOfSatisfying(Check.Unusable.class,
          unusable -> assertThat(unusable.reason()).contains(binary.toString()));
    }
  }

  @Test
  void behindAProxyTheVisitorIsTheOneItNames() throws Exception {
    WorkerdSettings https = new WorkerdSettings(directory, RunningEdge.installedBinary(),
        "127.0.0.1", 0, "localhost", true, Bounds.DEFAULT, Times.DEFAULT);
    try (RunningEdge edge = RunningEdge.start(https).withHello(1).withHello(2)) {
      edge.split(1, 1, 2);

      var answer = edge.get("/api/echo", "X-Forwarded-For", "6.6.6.6, 1.2.3.4");

      assertThat(answer.body()).contains("\"url\":\"https://" + RunningEdge.HOST)
          .contains("\"x-forwarded-for\":\"6.6.6.6, 1.2.3.4, 127.0.0.1\"")
          .contains("\"cf-connecting-ip\":\"1.2.3.4\"")
          .contains("\"x-forwarded-proto\":\"https\"");
      assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow()).contains("; Secure");
    }
  }

  @Test
  void behindAProxyThatAddsALineTheVisitorIsInTheLastOne() throws Exception {
    WorkerdSettings https = new WorkerdSettings(directory, RunningEdge.installedBinary(),
        "127.0.0.1", 0, "localhost", true, Bounds.DEFAULT, Times.DEFAULT);
    try (RunningEdge edge = RunningEdge.start(https).withHello(1)) {
      edge.routeAll(1, 1);

      assertThat(edge
          .get("/api/echo", "X-Forwarded-For", "6.6.6.6", "X-Forwarded-For", "1.2.3.4")
          .body()).contains("\"x-forwarded-for\":\"6.6.6.6, 1.2.3.4, 127.0.0.1\"")
          .contains("\"cf-connecting-ip\":\"1.2.3.4\"");
    }
  }
}
