package io.whopship.adapter.cloudflare.edge;

import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Lets what is done about one name be done by one thread at a time. Two names may now and then wait
 * for each other, of eight at once in one of forty cases.
 */
final class Turns {

  private static final int STRIPES = 1024;

  private final List<Lock> locks = Stream.<Lock>generate(ReentrantLock::new)
      .limit(STRIPES)
      .toList();

  <T> T take(Object name, Supplier<T> deed) {
    Lock lock = locks.get(Math.floorMod(name.hashCode(), STRIPES));
    lock.lock();
    try {
      return deed.get();
    } finally {
      lock.unlock();
    }
  }

  void take(Object name, Runnable deed) {
    take(name, () -> {
      deed.run();
      return name;
    });
  }
}
