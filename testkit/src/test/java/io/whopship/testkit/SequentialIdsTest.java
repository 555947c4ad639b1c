package io.whopship.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SequentialIdsTest {

  @Test
  void countsUuidsAndTokensApart() {
    SequentialIds ids = new SequentialIds();

    assertThat(ids.uuid()).hasToString("00000000-0000-0000-0000-000000000001");
    assertThat(ids.uuid()).hasToString("00000000-0000-0000-0000-000000000002");
    assertThat(ids.accessToken().reveal()).isEqualTo("test-token-1");
    assertThat(ids.accessToken().reveal()).isEqualTo("test-token-2");
  }
}
