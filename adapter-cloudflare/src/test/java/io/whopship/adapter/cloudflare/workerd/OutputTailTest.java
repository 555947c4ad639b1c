package io.whopship.adapter.cloudflare.workerd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OutputTailTest {

  private static OutputTail of(String output) {
    OutputTail tail = new OutputTail();
    tail.readAll(new ByteArrayInputStream(output.getBytes(StandardCharsets.UTF_8)));
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

  @Test
  void withoutThatTheFirstLineIsTheReason() {
    assertThat(of("sh: not found\nmore\n").firstComplaint()).contains("sh: not found");
    assertThat(of("").firstComplaint()).isEmpty();
  }
}
