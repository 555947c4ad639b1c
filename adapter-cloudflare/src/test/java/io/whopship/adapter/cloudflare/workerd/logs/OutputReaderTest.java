package io.whopship.adapter.cloudflare.workerd.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.adapter.cloudflare.logs.Message;
import io.whopship.adapter.cloudflare.workerd.HeardLines;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.testkit.MovableClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputReaderTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final ReleaseName release = new ReleaseName(new AppId(7), new DeploymentId(1));
  private final HeardLines heard = new HeardLines(release);
  private final ReleaseLog log = new ReleaseLogs(heard).of(release);
  private final List<String> everything = new ArrayList<>();

  private void read(InputStream output) throws IOException {
    new OutputReader(log, new MovableClock(NOW), true, everything::add).readAll(output);
  }

  private void read(String output) throws IOException {
    read(new ByteArrayInputStream(output.getBytes(StandardCharsets.UTF_8)));
  }

  private static String printed(String level, String json) {
    return "{\"timestamp\":1000,\"level\":\"" + level + "\",\"message\":\"" + json + "\"}\n";
  }

  @Test
  void whatTheWorkerPrintedIsTold() throws IOException {
    read(printed("log", "a\\nb") + printed("error", "\\u00fc \\ud83d\\ude00 \\ud800"));

    assertThat(heard.all()).extracting(LogLine::type)
        .containsExactly(LogType.STDOUT, LogType.STDOUT, LogType.STDERR);
    assertThat(heard.messages("console")).containsExactly("a", "b", "ü 😀 \ud800");
    assertThat(heard.all()).allMatch(line -> line.at().equals(Instant.ofEpochSecond(1)));
    assertThat(everything).containsExactly("a", "b", "ü 😀 \ud800");
  }

  @Test
  void beforeAWorkerHasATimeItIsTheServers() throws IOException {
    read(printed("log", "waking").replace("1000", "0"));

    assertThat(heard.all()).singleElement().extracting(LogLine::at).isEqualTo(NOW);
  }

  @Test
  void whatWorkerdSaysIsNoLineOfTheWorkerButAnException() throws IOException {
    read("{\"timestamp\":\"1000\",\"level\":\"fatal\",\"source\":\"a.c++:44\",\"message\":\"V8\"}\n"
        + "Received signal #6\n{\"timestamp\":\n{\"timestamp\":1000,[\n"
        + "{\"timestamp\":\"1000\",\"level\":\"error\",\"source\":\"b.rs:3\",\"message\":"
        + "\"Uncaught exception: c/value.h:1: failed: remote.jsg.TypeError: no such\\nship\"}\n");

    assertThat(heard.of("console")).isEmpty();
    assertThat(heard.messages("exception")).containsExactly("TypeError: no such", "ship");
    assertThat(everything).startsWith("a.c++:44: fatal: V8", "Received signal #6",
        "{\"timestamp\":", "{\"timestamp\":1000,[").endsWith("ship");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "\\\\", "\\u00e9", "ü", "😀", "\\\"", "abc\\\\\\u0041"})
  void aLineThatIsTooLongIsCutWhereverThatIs(String repeated) throws IOException {
    for (int shift = 0; shift < 8; shift++) {
      read(printed("log", "y".repeat(shift) + repeated.repeat(600_000)));
    }

    assertThat(heard.of("console")).hasSize(8)
        .allSatisfy(line -> assertThat(line.message()).hasSizeLessThan(Message.MAX_LINE + 100)
            .contains(" more characters were cut)"));
  }

  @Test
  void whatComesTooFastIsCountedAndLetGo() throws IOException {
    String line = printed("log", "x".repeat(10_000));
    int lines = 3 * OutputReader.PARSED_PER_SECOND / line.length();

    read(line.repeat(lines));
    log.add(List.of(new LogLine(NOW, LogType.INFO, "end", "end")));

    assertThat(heard.lost()).isPositive();
    assertThat(heard.of("console").size() + heard.lost()).isEqualTo(lines);
  }

  @Test
  void whatComesInPartsIsPutTogether() throws IOException {
    byte[] output = printed("log", "hello").getBytes(StandardCharsets.UTF_8);
    read(new ByteArrayInputStream(output) {
      @Override
      public int read(byte[] buffer) {
        return super.read(buffer, 0, 1);
      }
    });

    assertThat(heard.messages("console")).containsExactly("hello");
  }
}
