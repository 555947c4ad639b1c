package io.whopship.testkit;

import io.whopship.ports.driven.WorkerLogSource;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.testkit.contract.WorkerLogSourceContract;
import java.time.Instant;
import java.util.List;

class FakeWorkerLogSourceTest extends WorkerLogSourceContract {

  @Override
  protected OpenSource open() {
    FakeWorkerLogSource source = new FakeWorkerLogSource();
    return new OpenSource() {
      @Override
      public WorkerLogSource source() {
        return source;
      }

      @Override
      public void say(ReleaseName release, String line) {
        source.say(release, List.of(
            new LogLine(Instant.EPOCH, LogType.STDOUT, "console", line)));
      }

      @Override
      public void fail() {
        source.fail("the test asked for it");
      }

      @Override
      public void recover() {
        // Lines go on by themselves.
      }

      @Override
      public void settle() {
        // All is told at once.
      }

      @Override
      public void close() {
        // Nothing is open.
      }
    };
  }
}
