package io.whopship.planted.core;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

interface TakesTimeAndChance {
  Supplier<Instant> NOW = Instant::now;
  Supplier<LocalDate> TODAY = () -> LocalDate.now(ZoneOffset.UTC);
  List<InstantSource> CLOCKS = List.of(Clock.systemUTC(), InstantSource.system());
  List<Random> DICE = List.of(new Random(), new SecureRandom(), ThreadLocalRandom.current());

  default UUID name() {
    return UUID.randomUUID();
  }

  default double number() {
    return Math.random() + System.currentTimeMillis() + System.nanoTime();
  }

  default void waits() throws InterruptedException {
    Thread.sleep(1);
  }
}
