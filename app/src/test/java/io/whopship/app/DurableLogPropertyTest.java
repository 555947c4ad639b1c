package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whopship.ports.model.logs.Cursor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The log of a deployment, while its server is killed again and again and viewers are slow and cut
 * off: each gets every line that was acknowledged, once and in order, and never a gap.
 */
class DurableLogPropertyTest {

  private static final int KILLS = 2;
  private static final int BATCHES_BETWEEN = 20;

  @TempDir
  private Path data;

  private final LogWeather weather = new LogWeather();
  private final List<LogWriter> writers = new ArrayList<>();
  private final List<LogViewer> viewers = new ArrayList<>();

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = 1)
  void everyViewerGetsWhatWasAcknowledged(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, String> environment = Map.of("WHOPSHIP_DOCKER", "off");
    ServerProcess server = ServerProcess.start(data, environment);
    try {
      Caller caller = server.caller(server.token());
      caller.createApp("app_1", "site");
      long id = caller.create().at("/deployment/id").asLong();
      LogTarget log = LogTarget.ofDeployment(server.port(), caller.token(), id);
      String epoch = caller.deployment(id).at("/deployment/uuid").asText().substring(0, 8);
      begin(log, new Cursor(epoch, 0), random);
      for (int kill = 1; kill <= KILLS; kill++) {
        awaitBatches(kill * BATCHES_BETWEEN);
        server.kill();
        server = server.restarted(data, environment);
      }
      awaitBatches((KILLS + 1) * BATCHES_BETWEEN);
      finish(log, new Cursor(epoch, 0));
    } finally {
      viewers.forEach(LogViewer::close);
      server.close();
    }
  }

  private void begin(LogTarget log, Cursor start, SplittableRandom random) {
    for (int i = 1; i <= 3; i++) {
      writers.add(LogWriter.start("writer-" + i, log, random.split()));
    }
    for (LogTransport transport : LogTransport.values()) {
      for (int i = 1; i <= 2; i++) {
        viewers.add(LogViewer.start(transport + " " + i, transport, log, start, weather,
            random.split()));
      }
    }
  }

  private void awaitBatches(int wanted) {
    await().atMost(Duration.ofSeconds(60))
        .until(() -> writers.stream().allMatch(writer -> writer.acknowledged() >= wanted));
  }

  private void finish(LogTarget log, Cursor start) throws Exception {
    for (LogWriter writer : writers) {
      writer.stop();
    }
    weather.clear();
    LogTally whole = read(log, start);
    List<String> messages = whole.lines().stream().map(LogTally.Line::message).toList();
    writers.forEach(writer -> writer.requireWithin(messages));
    for (LogViewer viewer : viewers) {
      LogTally tally = viewer.upTo(whole.place());
      assertThat(tally.reasons()).isEmpty();
      assertThat(tally.lines()).isEqualTo(whole.lines());
    }
  }

  /** All of the log, by one who is in no hurry. */
  private static LogTally read(LogTarget log, Cursor start) throws Exception {
    LogTally tally = new LogTally(start);
    int before;
    do {
      before = tally.lines().size();
      LogTransport.POLLING.follow(log, tally, new SplittableRandom(0), bytes -> bytes);
    } while (tally.lines().size() > before);
    return tally;
  }
}
