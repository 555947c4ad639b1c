package io.whopship.adapter.cloudflare.workerd.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CursorsTest {

  @Test
  void theSuccessorOfAPrefixIsBehindAllThatBeginsWithIt() {
    assertThat(Cursors.successor("a/")).isEqualTo("a0");
    assertThat(Cursors.successor("a\ud7ff")).isEqualTo("a\ue000");
    assertThat(Cursors.successor("a\uffff")).isEqualTo("a\ud800\udc00");
    assertThat(Cursors.successor("a\udbff\udfff")).isEqualTo("b");
    assertThat(Cursors.successor("\udbff\udfff")).isEmpty();
  }
}
