package io.whopship.testkit;

import io.whopship.ports.driven.AccessTokens;
import io.whopship.testkit.contract.AccessTokensContract;

class InMemoryAccessTokensTest extends AccessTokensContract {

  @Override
  protected AccessTokens open() {
    return new InMemoryAccessTokens();
  }
}
