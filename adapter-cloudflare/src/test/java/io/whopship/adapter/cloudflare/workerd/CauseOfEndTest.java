package io.whopship.adapter.cloudflare.workerd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CauseOfEndTest {

  private static String cause(int status, String output) {
    return CauseOfEnd.of(status, OutputTailTest.of(output), 256);
  }

  @Test
  void aFullHeapIsNamedWithItsSize() {
    assertThat(cause(1, """
        workerd/jsg/setup.c++:44: fatal: V8 fatal error; message = : JavaScript heap out of memory
        *** Received signal #6: Aborted
        """)).isEqualTo("it used all of the 256 MB of JavaScript heap that it may");
  }

  @Test
  void whatWorkerdCallsFatalIsPassedOn() {
    assertThat(cause(1, "hello\na.c++:4: fatal: expected x == y\nstack: 1234\n"))
        .isEqualTo("workerd gave up: expected x == y");
  }

  @Test
  void aKillFromOutsideIsGuessedAt() {
    assertThat(cause(137, "hello")).contains("killed it, perhaps for want of memory");
  }

  @Test
  void anythingElseHasItsStatusAndLastLine() {
    assertThat(cause(139, "hello\nworld")).isEqualTo(
        "exit status 139, the last it said was: world");
    assertThat(cause(3, "")).isEqualTo("exit status 3, without a word");
  }
}
