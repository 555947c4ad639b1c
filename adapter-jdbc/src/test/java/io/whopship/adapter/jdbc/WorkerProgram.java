package io.whopship.adapter.jdbc;

import io.whopship.ports.driving.AdvanceDeployment.Next;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * Does the work of a database under a name, and says of each piece that it has begun. The first
 * argument is the name; with another one it never comes to an end with any.
 */
final class WorkerProgram {

  private WorkerProgram() {}

  public static void main(String[] args) throws InterruptedException {
    CountDownLatch forEver = new CountDownLatch(1);
    JdbcStores stores = JdbcStores.open(Child.settings());
    stores.run(work -> {
      System.out.println("began " + work.deployment() + ":" + work.version());
      if (args.length > 1) {
        wait(forEver);
      }
      return new Next.Done();
    }, new WorkSettings(args[0], 8, Duration.ofMillis(500), Duration.ofSeconds(5)));
    System.out.println("ready");
    forEver.await();
  }

  private static void wait(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
