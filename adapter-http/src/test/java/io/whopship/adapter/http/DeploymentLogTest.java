package io.whopship.adapter.http;

import static io.whopship.adapter.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.driving.ReadDeploymentLog;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.logs.StoredLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DeploymentLogTest {

  final Core core = new Core();

  @RegisterExtension
  final Api api = new Api(core);

  @RegisterExtension
  final LogLines operator = new LogLines();

  static StoredLine line(long position, String message) {
    return new StoredLine(position, new LogLine(Samples.NOON.plusMillis(position - 1), LogType.INFO,
        "deploy", message));
  }

  private static ReadDeploymentLog holding(StoredLine... lines) {
    return (caller, id, after, limit) -> new ReadDeploymentLog.Outcome.Found(
        Stream.of(lines).filter(line -> line.position() > after).toList());
  }

  @Test
  void eachLineHasItsTimeToTheMillisecond() {
    core.readLog = holding(line(1, "Starting deployment 123 for app 456"),
        line(2, "KV mapping set: my-app → whopship-456-123@version_abc123"));

    Api.Reply reply = api.get("/deployments/123/logs");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualToIgnoringCase("text/plain;charset=utf-8");
    assertThat(reply.text()).isEqualTo("""
        [2025-01-24T12:00:00.000Z] Starting deployment 123 for app 456
        [2025-01-24T12:00:00.001Z] KV mapping set: my-app → whopship-456-123@version_abc123
        """);
  }

  @Test
  void aLineCannotSteerTheTerminalItIsShownIn() {
    core.readLog = holding(line(1, "\u001b[2Jgone\u009b\tü\u0007"));

    assertThat(api.get("/deployments/123/logs").text())
        .isEqualTo("[2025-01-24T12:00:00.000Z] ?[2Jgone?\tü?\n");
  }

  @Test
  void aLongLogIsReadInPartsAndComesWhole() {
    int lines = 2500;
    List<Integer> parts = new ArrayList<>();
    core.readLog = (caller, id, after, limit) -> {
      parts.add(limit);
      return new ReadDeploymentLog.Outcome.Found(
          IntStream.rangeClosed((int) after + 1, (int) Math.min(lines, after + limit))
              .mapToObj(position -> line(position, "line " + position))
              .toList());
    };

    Api.Reply reply = api.get("/deployments/123/logs");

    assertThat(reply.text().lines().map(text -> text.substring(text.indexOf(' ') + 1)))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, lines).mapToObj(position -> "line " + position).toList());
    assertThat(parts).containsExactly(1000, 1000, 1000, 1000);
  }

  @Test
  void untilItsFirstLineThereIsNoLog() {
    core.readLog = (caller, id, after, limit) -> new ReadDeploymentLog.Outcome.Found(List.of());

    assertProblem(api.get("/deployments/123/logs"), 404, "Not Found", "Logs not found");
  }

  @Test
  void aDeploymentThatIsNotThereIsNotFound() {
    core.readLog = (caller, id, after, limit) -> new ReadDeploymentLog.Outcome.NoSuchDeployment();

    assertProblem(api.get("/deployments/123/logs"), 404, "Not Found", "Deployment not found");
  }

  @Test
  void anotherOnesIsForbidden() {
    core.readLog = (caller, id, after, limit) -> new ReadDeploymentLog.Outcome.NotYours();

    assertProblem(api.get("/deployments/123/logs"), 403, "Forbidden",
        "You do not have access to this app");
  }

  @Test
  void aLogThatIsDeletedWhileItIsReadEndsThere() {
    core.readLog = (caller, id, after, limit) -> after == 0
        ? new ReadDeploymentLog.Outcome.Found(thousandLines())
        : new ReadDeploymentLog.Outcome.NoSuchDeployment();

    assertThat(api.get("/deployments/123/logs").text().lines().collect(Collectors.counting()))
        .isEqualTo(1000);
  }

  @Test
  void aFaultOnTheWayCutsTheConnectionSoThatHalfALogIsNotTakenForAll() {
    core.readLog = (caller, id, after, limit) -> {
      if (after > 0) {
        throw new PortException.Unavailable("the database is away", null);
      }
      return new ReadDeploymentLog.Outcome.Found(thousandLines());
    };

    assertCut("the database is away");
  }

  @Test
  void anErrorOfTheMachineCutsItToo() {
    core.readLog = (caller, id, after, limit) -> {
      if (after > 0) {
        throw new StackOverflowError("very deep");
      }
      return new ReadDeploymentLog.Outcome.Found(thousandLines());
    };

    assertCut("request failed");
  }

  private void assertCut(String logged) {
    assertThatThrownBy(() -> api.get("/deployments/123/logs"))
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(IOException.class);
    assertThat(operator.messagesOf(Faults.class)).singleElement().asString().contains(logged);
  }

  private static List<StoredLine> thousandLines() {
    return IntStream.rangeClosed(1, 1000)
        .mapToObj(position -> line(position, "line " + position))
        .toList();
  }
}
