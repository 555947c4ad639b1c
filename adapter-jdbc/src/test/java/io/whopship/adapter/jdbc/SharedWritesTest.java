package io.whopship.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SharedWritesTest {

  private final List<List<Integer>> written = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch firstBegan = new CountDownLatch(1);
  private final CountDownLatch firstMayEnd = new CountDownLatch(1);

  private final SharedWrites<Integer, String> writes = new SharedWrites<>(this::write, item -> 1,
      3);

  /** The item 0 waits, the item -1 fails, and the item -2 is worse. */
  private List<String> write(List<Integer> items) {
    written.add(items);
    if (items.contains(0)) {
      firstBegan.countDown();
      try {
        assertThat(firstMayEnd.await(10, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    if (items.contains(-1)) {
      throw new IllegalArgumentException("no");
    }
    if (items.contains(-2)) {
      throw new StackOverflowError("worse");
    }
    return items.stream().map(item -> "wrote " + item).toList();
  }

  private CompletableFuture<String> begin(int item) {
    CompletableFuture<String> result = new CompletableFuture<>();
    Thread.ofVirtual().name("writer-" + item).start(() -> {
      try {
        result.complete(writes.write(item));
      } catch (RuntimeException | Error e) {
        result.completeExceptionally(e);
      }
    });
    return result;
  }

  /** Begins a write that waits, and others that come meanwhile, in this order. */
  private List<CompletableFuture<String>> beginBehindAWrite(int... items) throws Exception {
    List<CompletableFuture<String>> begun = new ArrayList<>();
    begun.add(begin(0));
    assertThat(firstBegan.await(10, TimeUnit.SECONDS)).isTrue();
    for (int item : items) {
      int before = writes.waiting();
      begun.add(begin(item));
      await().until(() -> writes.waiting() == before + 1);
    }
    firstMayEnd.countDown();
    return begun;
  }

  private static List<String> results(List<CompletableFuture<String>> begun) {
    return begun.stream().map(one -> one.orTimeout(10, TimeUnit.SECONDS).join()).toList();
  }

  @Test
  void aLoneCallerIsWrittenAtOnce() {
    assertThat(writes.write(7)).isEqualTo("wrote 7");
    assertThat(writes.write(8)).isEqualTo("wrote 8");
    assertThat(written).containsExactly(List.of(7), List.of(8));
  }

  @Test
  void whoComesDuringAWriteSharesTheNext() throws Exception {
    assertThat(results(beginBehindAWrite(1, 2, 3)))
        .containsExactly("wrote 0", "wrote 1", "wrote 2", "wrote 3");
    assertThat(written).containsExactly(List.of(0), List.of(1, 2, 3));
  }

  @Test
  void aWriteIsBounded() throws Exception {
    assertThat(results(beginBehindAWrite(1, 2, 3, 4, 5))).hasSize(6);
    assertThat(written).containsExactly(List.of(0), List.of(1, 2, 3), List.of(4, 5));
  }

  @Test
  void aFailureIsOfThoseInTheWriteOnly() throws Exception {
    List<CompletableFuture<String>> begun = beginBehindAWrite(1, -1, 3, 4);

    assertThat(results(List.of(begun.get(0), begun.get(4)))).containsExactly("wrote 0", "wrote 4");
    for (int failed : new int[]{1, 2, 3}) {
      assertThatThrownBy(() -> results(List.of(begun.get(failed))))
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void nobodyWaitsForEverAfterAnError() throws Exception {
    List<CompletableFuture<String>> begun = beginBehindAWrite(1, -2);

    for (int failed : new int[]{1, 2}) {
      assertThatThrownBy(() -> results(List.of(begun.get(failed))))
          .hasCauseInstanceOf(StackOverflowError.class);
    }
    assertThat(writes.write(5)).isEqualTo("wrote 5");
  }
}
