package io.whopship.testkit;

import io.whopship.ports.driven.IdempotencyKeys;
import io.whopship.testkit.contract.IdempotencyKeysContract;

class InMemoryIdempotencyKeysTest extends IdempotencyKeysContract {

  @Override
  protected IdempotencyKeys open() {
    return new InMemoryIdempotencyKeys();
  }
}
