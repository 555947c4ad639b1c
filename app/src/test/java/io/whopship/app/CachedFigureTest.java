package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.PortException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CachedFigureTest {

  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE);
  private final AtomicInteger asked = new AtomicInteger();
  private final CachedFigure<Integer> figure = new CachedFigure<>("x", 0, this::ask,
      nanoTime::get);
  private boolean isAway;

  private int ask() {
    asked.incrementAndGet();
    if (isAway) {
      throw new PortException.Unavailable("the database is away", null);
    }
    return asked.get();
  }

  @Test
  void isAskedForOnceInFiveSeconds() {
    assertThat(figure.get()).isEqualTo(1);
    nanoTime.addAndGet(Duration.ofSeconds(5).toNanos() - 1);
    assertThat(figure.get()).isEqualTo(1);

    nanoTime.incrementAndGet();

    assertThat(figure.get()).isEqualTo(2);
    assertThat(asked).hasValue(2);
  }

  @Test
  void isWhatItWasWhileItCannotBeHad() {
    figure.get();
    isAway = true;
    nanoTime.addAndGet(Duration.ofSeconds(5).toNanos());

    assertThat(figure.get()).isEqualTo(1);
    assertThat(figure.get()).isEqualTo(1);
    assertThat(asked).hasValue(2);
  }

  @Test
  void keepsNobodyWaitingWhoComesWhileItIsAskedFor() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    CachedFigure<Integer> slow = new CachedFigure<>("x", 0, () -> {
      begun.countDown();
      return answer.join();
    }, nanoTime::get);
    CompletableFuture<Integer> first = CompletableFuture.supplyAsync(slow::get);
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

    assertThat(slow.get()).isZero();

    answer.complete(7);
    assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(7);
    assertThat(slow.get()).isEqualTo(7);
  }
}
