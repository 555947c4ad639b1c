package io.whopship.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.Signals;
import io.whopship.testkit.contract.SignalsContract;
import java.util.function.BooleanSupplier;

class FakeSignalsTest extends SignalsContract {

  @Override
  protected Pair open() {
    FakeSignals network = new FakeSignals();
    Signals one = network.server();
    Signals other = network.server();
    return new Pair() {
      @Override
      public Signals one() {
        return one;
      }

      @Override
      public Signals other() {
        return other;
      }

      @Override
      public void await(BooleanSupplier condition) {
        assertThat(condition.getAsBoolean()).isTrue();
      }

      @Override
      public void close() {}
    };
  }
}
