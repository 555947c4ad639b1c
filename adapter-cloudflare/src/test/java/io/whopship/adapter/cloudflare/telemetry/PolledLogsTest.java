package io.whopship.adapter.cloudflare.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.adapter.cloudflare.api.ApiSettings;
import io.whopship.adapter.cloudflare.api.CloudflareApi;
import io.whopship.adapter.cloudflare.api.ImpatientApi;
import io.whopship.ports.driven.WorkerLogSource;
import io.whopship.ports.driven.WorkerLogSource.Following;
import io.whopship.ports.driven.agents.LogSink;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.testkit.FakeTimer;
import io.whopship.testkit.MovableClock;
import io.whopship.testkit.cloudflare.FakeCloudflare;
import io.whopship.testkit.cloudflare.Fault;
import io.whopship.testkit.contract.WorkerLogSourceContract;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PolledLogsTest extends WorkerLogSourceContract {

  private final MovableClock clock = new MovableClock(Instant.parse("2026-01-01T12:00:00Z"));
  private final FakeTimer timer = new FakeTimer(clock);
  private final FakeCloudflare cloudflare = FakeCloudflare.start(clock);
  private final CloudflareApi api = ImpatientApi.open(ApiSettings.of(cloudflare.baseUrl(),
      cloudflare.account(), new Secret(cloudflare.token())));
  private final PolledLogs logs = new PolledLogs(api, timer, clock);

  /** A viewer who remembers what was said. */
  private static final class Heard implements LogSink {

    private final List<String> lines = new ArrayList<>();

    @Override
    public void accept(String epoch, long first, List<LogLine> more) {
      more.forEach(line -> lines.add(line.message()));
    }

    @Override
    public void failed(String reason) {
      lines.add("failed: " + reason);
    }
  }

  private final Heard heard = new Heard();

  @Override
  protected OpenSource open() {
    return new OpenSource() {
      @Override
      public WorkerLogSource source() {
        return logs;
      }

      @Override
      public void say(ReleaseName release, String line) {
        cloudflare.log(release.toString(), "log", line);
      }

      @Override
      public void fail() {
        cutOff();
      }

      @Override
      public void recover() {
        cloudflare.recover();
      }

      @Override
      public void settle() {
        timer.pass(Duration.ofSeconds(65)); // as long as the longest pause after a fault
      }

      @Override
      public void close() {
        // The account is closed behind each test.
      }
    };
  }

  @AfterEach
  void closeAccount() {
    api.close();
    cloudflare.close();
  }

  private void cutOff() {
    cloudflare.fail(Fault.on("POST", "/telemetry/query").always().with(Fault.status(503)));
  }

  private Following follow() {
    Following following = logs.follow(FIRST, heard);
    timer.runDue();
    return following;
  }

  private void say(String line) {
    cloudflare.log(FIRST.toString(), "log", line);
  }

  private int calls() {
    return cloudflare.calls().size();
  }

  private void pass(Duration time) {
    timer.pass(time);
  }

  @Test
  void fiftyReleasesCostOneCallEveryThreeSeconds() {
    List<Following> all = IntStream.rangeClosed(1, 50)
        .mapToObj(i -> logs.follow(new ReleaseName(new AppId(8), new DeploymentId(i)), heard))
        .toList();
    timer.runDue();
    int before = calls();

    pass(Duration.ofSeconds(30));

    assertThat(calls() - before).isEqualTo(10);
    cloudflare.log("whopship-8-50", "log", "of the last one");
    pass(PolledLogs.INTERVAL);
    assertThat(heard.lines).containsExactly("of the last one");
    all.forEach(Following::close);
  }

  @Test
  void nobodyIsAskedWhileNobodyLooks() {
    follow().close();
    pass(PolledLogs.INTERVAL);
    int before = calls();

    pass(Duration.ofMinutes(5));

    assertThat(calls()).isEqualTo(before);
    assertThat(timer.pending()).isZero();
  }

  @Test
  void whoeverComesAfterAPauseIsHeardAgain() {
    follow().close();
    pass(Duration.ofMinutes(1));
    follow();
    say("one");

    pass(PolledLogs.INTERVAL);

    assertThat(heard.lines).containsExactly("one");
  }

  @Test
  void aLineThatComesLateIsTold() {
    follow();
    cloudflare.withTelemetryDelay(Duration.ofSeconds(20));
    say("late");
    cloudflare.withTelemetryDelay(Duration.ZERO);
    pass(Duration.ofSeconds(1));
    say("early");

    pass(Duration.ofSeconds(30));

    assertThat(heard.lines).containsExactly("early", "late");
  }

  @Test
  void whatWasSaidWhileCloudflareWasOutIsToldAfterwards() {
    follow();
    cutOff();
    pass(PolledLogs.INTERVAL);
    say("meanwhile");
    pass(Duration.ofMinutes(10));
    assertThat(heard.lines).singleElement()
        .asString()
        .startsWith("failed: the log cannot be had from Cloudflare just now: ");

    cloudflare.recover();
    pass(Duration.ofMinutes(1));

    assertThat(heard.lines).hasSize(2).endsWith("meanwhile");
  }

  @Test
  void anOutageIsAskedAboutLessAndLess() {
    follow();
    cutOff();
    int before = calls();

    pass(Duration.ofMinutes(10));

    // 3, 6, 12, 24, 48 seconds and then a minute, each with the tries of one question.
    assertThat((calls() - before) / 4).isBetween(10, 15);
  }

  @Test
  void theLastLinesCanBeHadOnceCloudflareIsBack() {
    say("before");
    cutOff();
    follow();
    assertThat(heard.lines).hasSize(1);
    cloudflare.recover();

    pass(Duration.ofSeconds(10));

    assertThat(heard.lines).hasSize(2).endsWith("before");
  }

  @Test
  void onlyTheLastOfManyLinesComeFirst() {
    IntStream.rangeClosed(1, PolledLogs.TAIL + 10).forEach(i -> {
      clock.advance(Duration.ofMillis(1));
      say("line " + i);
    });

    // Whose lines are looked for since a minute ago, and so are those of the other one.
    logs.follow(SECOND, new Heard());
    follow();
    pass(PolledLogs.INTERVAL);

    assertThat(heard.lines).hasSize(PolledLogs.TAIL).startsWith("line 11").endsWith("line 1010");
  }

  @Test
  void muchIsReadPageByPage() {
    follow();
    List<String> said = IntStream.rangeClosed(1, 4_500).mapToObj(i -> "line " + i).toList();
    said.forEach(this::say);
    int before = calls();

    pass(PolledLogs.INTERVAL);

    assertThat(heard.lines).isEqualTo(said);
    assertThat(calls() - before).isEqualTo(3);
    pass(PolledLogs.INTERVAL.multipliedBy(2));
    assertThat(calls() - before).isEqualTo(3); // and the next question waits for three turns
  }

  @Test
  void whoeverSaysTooMuchIsToldSo() {
    follow();
    IntStream.rangeClosed(1, 10_500).forEach(i -> say("line " + i));

    pass(PolledLogs.INTERVAL);

    assertThat(heard.lines).hasSize(10_001);
    assertThat(heard.lines.getFirst()).startsWith("failed: more is said than can be read");
    assertThat(heard.lines.getLast()).isEqualTo("line 10500");
  }
}
