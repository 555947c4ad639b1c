package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.DeploymentLogs.Appended;
import io.whopship.ports.driven.DeploymentLogs.Extent;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.Status;
import io.whopship.ports.model.logs.LogLimits;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.logs.StoredLine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link io.whopship.ports.driven.DeploymentLogs#append} promises. */
public abstract class LogAppendContract extends StoresContract {

  private static final DeploymentState FAILED = new DeploymentState.Failed(Examples.FAILURE,
      Examples.NOW, null);

  private Deployment deployment;

  @BeforeEach
  void addOne() {
    deployment = addDeployment(addApp("one").id());
  }

  private Appended append(Deployment to, int first, int last) {
    return stores.logs().append(to.id(), Examples.lines(first, last));
  }

  private List<String> messages(Deployment of) {
    return stores.logs()
        .read(of.id(), 0, 10_000)
        .stream()
        .map(stored -> stored.position() + " " + stored.line().message())
        .toList();
  }

  @Nested
  class Appending {

    @Test
    void addsLinesBehindThoseThere() {
      won(Change.lines(deployment, Examples.lines(1, 1)));
      append(deployment, 2, 3);
      won(Change.lines(deployment, Examples.lines(4, 4)));
      append(deployment, 5, 5);

      assertThat(messages(deployment)).containsExactly("1 line 1", "2 line 2", "3 line 3",
          "4 line 4", "5 line 5");
    }

    @Test
    void saysWhereTheLogEnds() {
      assertThat(append(deployment, 1, 3)).isEqualTo(new Appended.Upto(3));
      assertThat(append(deployment, 4, 4)).isEqualTo(new Appended.Upto(4));
      assertThat(stores.logs().extent(deployment.id())).isEqualTo(new Extent(1, 4));
    }

    @Test
    void ofNothingChangesNothing() {
      append(deployment, 1, 3);

      assertThat(stores.logs().append(deployment.id(), List.of())).isEqualTo(new Appended.Upto(3));
      assertThat(messages(deployment)).hasSize(3);
    }

    @Test
    void saysIfTheDeploymentIsGone() {
      stores.deployments().remove(deployment);

      assertThat(append(deployment, 1, 1)).isEqualTo(new Appended.NoSuchDeployment());
      assertThat(stores.logs().append(new DeploymentId(99), Examples.lines(1, 1)))
          .isEqualTo(new Appended.NoSuchDeployment());
      assertThat(messages(deployment)).isEmpty();
    }

    @Test
    void keepsEveryPartOfALine() {
      List<LogLine> lines = Stream.of(LogType.values())
          .map(type -> new LogLine(Examples.NOW, type, "größer " + type, "a\tmessage 🚢", 42,
              Map.of("file", "größer \"quoted\" 🚢", "empty", "")))
          .toList();

      stores.logs().append(deployment.id(), lines);

      assertThat(stores.logs().read(deployment.id(), 0, 100)).extracting(StoredLine::line)
          .containsExactlyElementsOf(lines);
    }

    @Test
    void takesManyAndLongLines() {
      List<LogLine> lines = IntStream.rangeClosed(1, 1_000)
          .mapToObj(i -> Examples.line(i + "x".repeat(i % 7 == 0 ? 16_384 : i)))
          .toList();

      assertThat(stores.logs().append(deployment.id(), lines)).isEqualTo(new Appended.Upto(1_000));

      for (long after : new long[]{0, 1, 6, 99, 100, 500, 998}) {
        assertThat(readBehind(after))
            .extracting(StoredLine::line)
            .containsExactlyElementsOf(lines.subList((int) after, 1_000));
      }
    }

    @Test
    void isRefusedOnceTheDeploymentIsComplete() {
      append(deployment, 1, 1);
      Deployment building = moved(deployment, new DeploymentState.Building(Examples.NOW));
      moved(building, FAILED);

      assertThat(append(deployment, 2, 2)).isEqualTo(new Appended.Complete(Status.FAILED));
      assertThat(messages(deployment)).containsExactly("1 line 1");
    }

    @Test
    void takesAllOrNoneWithinTheLimitsOfTheLog() {
      LogLimits fiveLines = new LogLimits(5, Long.MAX_VALUE);
      int three = Examples.lines(1, 3).stream().mapToInt(LogLine::bytes).sum();
      LogLimits bytesOfThree = new LogLimits(Long.MAX_VALUE, three);
      won(Change.lines(deployment, Examples.lines(1, 1)));

      assertThat(stores.logs().append(deployment.id(), Examples.lines(2, 4), bytesOfThree))
          .isEqualTo(new Appended.Full());
      assertThat(stores.logs().append(deployment.id(), Examples.lines(2, 3), bytesOfThree))
          .isEqualTo(new Appended.Upto(3));
      assertThat(stores.logs().append(deployment.id(), Examples.lines(4, 6), fiveLines))
          .isEqualTo(new Appended.Full());
      assertThat(stores.logs().append(deployment.id(), Examples.lines(4, 5), fiveLines))
          .isEqualTo(new Appended.Upto(5));
      won(Change.lines(deployment, Examples.lines(6, 6)));
      assertThat(messages(deployment)).hasSize(6);
    }

    private List<StoredLine> readBehind(long after) {
      List<StoredLine> read = new ArrayList<>();
      List<StoredLine> part = stores.logs().read(deployment.id(), after, 1_000);
      while (!part.isEmpty()) {
        read.addAll(part);
        part = stores.logs().read(deployment.id(), part.getLast().position(), 1_000);
      }
      return read;
    }

    @Test
    void leavesTheDeploymentAsItIs() {
      append(deployment, 1, 3);

      assertThat(stores.deployments().find(deployment.id())).contains(deployment);
    }
  }

  @Nested
  class ManyAtOnce {

    private static final int WRITERS = 8;
    private static final int CALLS = 40;

    /** Two lines a call: {@code <writer> <number>}, numbered by their writer from 0. */
    private Callable<Boolean> writer(int writer, Deployment to) {
      return () -> {
        for (int call = 0; call < CALLS; call++) {
          Appended appended = stores.logs()
              .append(to.id(), List.of(Examples.line(writer + " " + 2 * call),
                  Examples.line(writer + " " + (2 * call + 1))));
          List<StoredLine> written = appended instanceof Appended.Upto(long position)
              ? stores.logs().read(to.id(), position - 2, 2)
              : List.of();
          assertThat(written).extracting(line -> line.line().message())
              .containsExactly(writer + " " + 2 * call, writer + " " + (2 * call + 1));
        }
        return true;
      };
    }

    /** Follows to this position; answers what it read. */
    private Callable<List<StoredLine>> reader(Deployment of, int last) {
      return () -> {
        List<StoredLine> read = new ArrayList<>();
        while (read.size() < last && !Thread.currentThread().isInterrupted()) {
          read.addAll(stores.logs().read(of.id(), read.size(), 7));
        }
        return read;
      };
    }

    @Test
    void aReaderThatFollowsSeesNoHoleAndNoRepeatAndEachWritersOrder() throws Exception {
      int all = WRITERS * CALLS * 2;
      List<Callable<Object>> tasks = new ArrayList<>();
      tasks.add(() -> reader(deployment, all).call());
      for (int writer = 0; writer < WRITERS; writer++) {
        Callable<Boolean> task = writer(writer, deployment);
        tasks.add(task::call);
      }

      @SuppressWarnings("unchecked") // the first task's result
      List<StoredLine> read = (List<StoredLine>) AtOnce.run(tasks).getFirst();

      assertThat(read).extracting(StoredLine::position)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, all).boxed().toList());
      for (int writer = 0; writer < WRITERS; writer++) {
        String prefix = writer + " ";
        assertThat(read).extracting(line -> line.line().message())
            .filteredOn(message -> message.startsWith(prefix))
            .containsExactlyElementsOf(
                IntStream.range(0, 2 * CALLS).mapToObj(i -> prefix + i).toList());
      }
    }

    @Test
    void nothingComesBehindTheLastLineOfACompleteDeployment() throws Exception {
      Deployment building = moved(deployment, new DeploymentState.Building(Examples.NOW));
      Callable<Boolean> writer = () -> {
        while (append(deployment, 1, 1) instanceof Appended.Upto) {
          Thread.onSpinWait();
        }
        return true;
      };
      Callable<Boolean> completing = () -> {
        while (stores.logs().extent(deployment.id()).last() < 20) {
          Thread.onSpinWait();
        }
        won(Change.to(building, FAILED).log(List.of(Examples.line("the end"))));
        return true;
      };

      AtOnce.run(List.of(writer, writer, writer, completing));

      assertThat(messages(deployment)).last().asString().endsWith(" the end");
    }

    @Test
    void aLogIsNeverBeyondItsLimits() throws Exception {
      LogLimits limits = new LogLimits(50, Long.MAX_VALUE);
      Callable<Boolean> writer = () -> {
        while (stores.logs()
            .append(deployment.id(), Examples.lines(1, 3), limits) instanceof Appended.Upto) {
          Thread.onSpinWait();
        }
        return true;
      };

      AtOnce.run(Collections.nCopies(4, writer));

      assertThat(stores.logs().extent(deployment.id()).last()).isEqualTo(48);
    }

    @Test
    void eachLogIsItsOwn() throws Exception {
      List<Deployment> deployments = new ArrayList<>();
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        deployments.add(addDeployment(deployment.app()));
        tasks.add(writer(i, deployments.get(i)));
      }

      AtOnce.run(tasks);

      for (int i = 0; i < WRITERS; i++) {
        int writer = i;
        assertThat(messages(deployments.get(i))).containsExactlyElementsOf(
            IntStream.range(0, 2 * CALLS)
                .mapToObj(line -> (line + 1) + " " + writer + " " + line)
                .toList());
      }
    }

    @Test
    void changesAndLinesDoNotWaitForEachOtherInACircle() throws Exception {
      Callable<Boolean> changes = () -> {
        for (int i = 0; i < CALLS; i++) {
          won(Change.lines(deployment, Examples.lines(1, 2)));
        }
        return true;
      };
      List<Callable<Boolean>> tasks = new ArrayList<>(Collections.nCopies(2, changes));
      for (int i = 0; i < 4; i++) {
        tasks.add(writer(i, i % 2 == 0 ? deployment : addDeployment(deployment.app())));
      }

      AtOnce.run(tasks);

      assertThat(stores.logs().read(deployment.id(), 0, 10_000)).extracting(StoredLine::position)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, CALLS * 8).boxed().toList());
    }

    @Test
    void whoeverWritesToADeploymentThatGoesIsToldAndNobodyElse() throws Exception {
      Deployment going = addDeployment(deployment.app());
      Callable<Long> toTheOneThatGoes = () -> {
        long written = 0;
        while (append(going, 1, 1) instanceof Appended.Upto) {
          written++;
        }
        return written;
      };
      Callable<Long> remover = () -> {
        while (stores.logs().extent(going.id()).last() < 20) {
          Thread.onSpinWait();
        }
        stores.deployments().remove(going);
        return 0L;
      };
      Callable<Long> other = () -> {
        writer(1, deployment).call();
        return 0L;
      };

      AtOnce.run(List.of(toTheOneThatGoes, toTheOneThatGoes, remover, other));

      assertThat(messages(deployment)).hasSize(2 * CALLS);
      assertThat(stores.logs().extent(going.id())).isEqualTo(Extent.NONE);
    }

    @Test
    void whenAnAppGoesItsWritersAreTold() throws Exception {
      var doomed = addApp("doomed");
      List<Callable<Long>> tasks = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        Deployment going = addDeployment(doomed.id());
        tasks.add(() -> {
          long written = 0;
          while (append(going, 1, 1) instanceof Appended.Upto) {
            written++;
          }
          return written;
        });
      }
      tasks.add(() -> {
        writer(1, deployment).call();
        stores.apps().remove(doomed.id());
        return 0L;
      });

      AtOnce.run(tasks);

      assertThat(messages(deployment)).hasSize(2 * CALLS);
    }
  }
}
