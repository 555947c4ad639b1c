package io.whopship.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.Ids;
import io.whopship.testkit.contract.IdsContract;
import org.junit.jupiter.api.Test;

class SequentialIdsTest extends IdsContract {

  @Override
  protected Ids open() {
    return new SequentialIds();
  }

  @Test
  void uuidsAndTokensAreCountedApart() {
    Ids ids = open();

    assertThat(ids.uuid()).hasToString("00000000-0000-0000-0000-000000000001");
    assertThat(ids.uuid()).hasToString("00000000-0000-0000-0000-000000000002");
    assertThat(ids.accessToken().reveal()).isEqualTo("test-token-1");
    assertThat(ids.accessToken().reveal()).isEqualTo("test-token-2");
  }
}
