package io.whopship.adapter.jdbc;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Lets callers share a write. Whoever finds nobody writing writes at once; who comes meanwhile is
 * written together with all others who did, by one of them, as soon as that write is over. So a
 * lone caller waits for nothing, and under load a write costs what one costs, however many share
 * it. No thread of its own, no time to wait for.
 */
final class SharedWrites<T, R> {

  private final Function<List<T>, List<R>> write;
  private final ToIntFunction<T> weight;
  private final int maxWeight;

  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Call<T, R>> waiting = new ArrayDeque<>();
  private boolean isWriting;

  /**
   * @param write writes items together, and answers for each, in their order; if it throws, it has
   * thrown for each of them
   * @param maxWeight of the items of one write, unless it is a single one
   */
  SharedWrites(Function<List<T>, List<R>> write, ToIntFunction<T> weight, int maxWeight) {
    this.write = write;
    this.weight = weight;
    this.maxWeight = maxWeight;
  }

  /** Returns, or throws, once the item was written. Not to be interrupted. */
  R write(T item) {
    Call<T, R> mine = new Call<>(item, lock.newCondition());
    lock.lock();
    try {
      waiting.add(mine);
      while (true) {
        Supplier<R> outcome = mine.outcome;
        if (outcome != null) {
          return outcome.get();
        }
        if (isWriting) {
          mine.progress.awaitUninterruptibly();
        } else {
          // Mine is among these, or they came before me.
          writeSome();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many callers wait for a write to be over. */
  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  private void writeSome() {
    List<Call<T, R>> calls = takeSome();
    isWriting = true;
    lock.unlock();
    List<Supplier<R>> outcomes = outcomes(calls);
    lock.lock();
    isWriting = false;
    for (int i = 0; i < calls.size(); i++) {
      calls.get(i).outcome = outcomes.get(i);
      calls.get(i).progress.signal();
    }
    Call<T, R> next = waiting.peek();
    if (next != null) {
      next.progress.signal();
    }
  }

  private List<Call<T, R>> takeSome() {
    List<Call<T, R>> calls = new ArrayList<>();
    int sum = 0;
    for (Call<T, R> next = waiting.peek(); next != null; next = waiting.peek()) {
      sum += weight.applyAsInt(next.item);
      if (sum > maxWeight && !calls.isEmpty()) {
        break;
      }
      calls.add(waiting.remove());
    }
    return calls;
  }

  /** Catches everything: whoever waits for a write must hear of it. */
  private List<Supplier<R>> outcomes(List<Call<T, R>> calls) {
    try {
      List<R> results = write.apply(calls.stream().map(call -> call.item).toList());
      return results.stream().<Supplier<R>>map(result -> () -> result).toList();
    } catch (RuntimeException e) {
      return calls.stream().<Supplier<R>>map(call -> () -> {
        throw e;
      }).toList();
    } catch (Error e) {
      return calls.stream().<Supplier<R>>map(call -> () -> {
        throw e;
      }).toList();
    }
  }

  /** One caller's item, and what became of it. Guarded by the lock. */
  private static final class Call<T, R> {

    final T item;
    final Condition progress;
    @Nullable
    Supplier<R> outcome;

    Call(T item, Condition progress) {
      this.item = item;
      this.progress = progress;
    }
  }
}
