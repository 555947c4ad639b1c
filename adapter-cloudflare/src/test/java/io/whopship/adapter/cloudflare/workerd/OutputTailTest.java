package io.whopship.adapter.cloudflare.workerd;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.adapter.cloudflare.workerd.logs.WorkerLogging;
import io.whopship.ports.driven.WorkerLogs;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputTailTest {

  /** As it is for a process that prints this. */
  static OutputTail of(String output) {
    OutputTail tail = new OutputTail();
    try (LogCollector logs = LogCollector.open(WorkerLogging.OFF, WorkerLogs.IGNORED,
        InstantSource.system())) {
      logs.read(logs.of(RunningEdge.release(1)),
          new ByteArrayInputStream(output.getBytes(StandardCharsets.UTF_8)), tail);
    }
    return tail;
  }

  @Test
  void onlyTheLastLinesAreKept() {
    StringBuilder output = new StringBuilder();
    for (int i = 0; i < 250; i++) {
      output.append("line ").append(i).append('\n');
    }

    assertThat(of(output.toString()).lines()).hasSize(100)
        .startsWith("line 150")
        .endsWith("line 249");
  }

  @Test
  void aLineWithoutEndIsCut() {
    assertThat(of("x".repeat(1_000_000)).lines()).singleElement().asString().hasSize(1_000);
  }

  @Test
  void emptyLinesAndControlCharactersDoNotCount() {
    assertThat(of("\n  \n\u001b[31mred\r\n").lines()).containsExactly("[31mred");
  }

  @Test
  void whatIsSaidOfTheWorkerIsTheReason() {
    OutputTail tail = of("something else\nservice user: Uncaught Error: x\n  at index.js:1\n");

    assertThat(tail.firstComplaint()).contains("Uncaught Error: x");
    assertThat(tail.last()).contains("at index.js:1");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "workerd/server/log.rs:372: error: Uncaught exception: workerd/jsg/value.h:1456: failed:"
          + " remote.jsg.Error: no such ship | no such ship",
      "workerd/jsg/value.h:1456: failed: jsg.TypeError: no such ship | TypeError: no such ship",
      "workerd/io/worker.c++:12: error: no such ship | no such ship",
      "error: no such ship | error: no such ship", "index.js:1: error: x | index.js:1: error: x",
      "workerd/io/worker.c++:12: error: | error:"})
  void theLastLineIsToldWithoutItsPlaceInTheSourceOfTheRuntime(String line, String told) {
    assertThat(of(line).last()).contains(told);
  }

  @Test
  void withoutThatTheFirstLineIsTheReason() {
    assertThat(of("sh: not found\nmore\n").firstComplaint()).contains("sh: not found");
    assertThat(of("").firstComplaint()).isEmpty();
  }
}
