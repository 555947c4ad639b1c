package io.whopship.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.driven.agents.ContainerHost.Action;
import io.whopship.ports.driven.agents.ContainerHost.Done;
import io.whopship.ports.driven.agents.LogSink;
import io.whopship.ports.driving.agents.ConnectAgent.Parting;
import io.whopship.ports.model.agents.Container;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogLine;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentSocketTest {

  static final String PATH = "/api/agents/connect";
  static final ContainerName WEB = new ContainerName("web");
  static final String HELLO = """
      {"protocol": 1, "version": "0.1.0", "hostname": "maestro"}""";

  final ScriptedAgents agents = new ScriptedAgents();
  final Core core = new Core();

  {
    core.agents = agents.useCases();
  }

  @RegisterExtension
  final Api api = new Api(core);

  SocketClient knock() {
    return api.open(PATH, "Authorization", "Bearer " + ScriptedAgents.KEY);
  }

  SocketClient connected() {
    SocketClient agent = knock();
    agent.say("agent.hello", HELLO);
    agent.hear("agent.welcome");
    await().until(() -> agents.connected);
    return agent;
  }

  ContainerHost host() {
    return Objects.requireNonNull(agents.host);
  }

  /** What the server asks, and the answer it gets. */
  static <T> T answered(SocketClient agent, String question, String subject, String data,
      Supplier<T> call) {
    CompletableFuture<T> result = CompletableFuture.supplyAsync(call);
    JsonNode asked = agent.hear();
    assertThat(asked.path("subject").textValue()).isEqualTo(question);
    agent.say("{\"subject\": \"%s\", \"data\": %s, \"reply\": %s}".formatted(subject, data,
        asked.path("reply")));
    try {
      return result.orTimeout(20, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  @Nested
  class Meeting {

    @Test
    void anAgentIsWelcomedByName() {
      SocketClient agent = knock();
      agent.say("agent.hello", HELLO);

      agent.hears("""
          {"subject": "agent.welcome",
           "data": {"agentId": "98f63c0b-e48c-45a6-a9fe-a80108c81791", "name": "maestro"}}""");
    }

    @Test
    void onlyAnAgentsKeyOpens() {
      for (String credential : List.of("Bearer wrong", "Basic x")) {
        assertThatThrownBy(() -> api.open(PATH, "Authorization", credential))
            .hasMessage("refused with 401");
      }
      assertThat(api.get(PATH).json().path("message").textValue())
          .contains("key is missing, unknown or revoked");
    }

    @Test
    void whoLeavesIsNotConnectedAnyMore() {
      connected().leave();

      await().until(() -> !agents.connected);
    }

    @Test
    void aRevokedAgentIsToldSo() {
      SocketClient agent = connected();
      agents.authenticateFails = new IllegalStateException("no database is asked");
      Objects.requireNonNull(agents.disconnect).accept(Parting.REVOKED);

      assertThat(agent.end()).isEqualTo("1008 the agent was revoked");
      await().until(() -> !agents.connected);
    }

    @Test
    void anAgentThatIsRevokedWhileItComesIsSentAway() {
      SocketClient agent = knock();
      agents.revoked = true;
      agent.say("agent.hello", HELLO);

      assertThat(agent.end()).isEqualTo("1008 the agent was revoked");
    }

    @Test
    void anAgentWhoseKeyCannotBeLookedUpIsClosed() {
      SocketClient agent = knock();
      agents.authenticateFails = new PortException.Unavailable("the database is away", null);
      agent.say("agent.hello", HELLO);

      assertThat(agent.end()).isEqualTo("1011 An unexpected error occurred");
      await().until(() -> !agents.connected);
    }

    @Test
    void whoDoesNotSayHelloIsSentAway() {
      assertThat(knock().end()).isEqualTo("1008 agent.hello must come within 2 s");
    }

    @Test
    void anAgentThatConnectsAnewReplacesItself() {
      SocketClient agent = connected();
      Objects.requireNonNull(agents.disconnect).accept(Parting.REPLACED);

      assertThat(agent.end()).isEqualTo("1008 the agent has connected anew");
    }

    @Test
    void anotherProtocolIsRefused() {
      SocketClient agent = knock();
      agent.say("agent.hello", "{\"protocol\": 2}");

      assertThat(agent.end()).isEqualTo(
          "1008 this server speaks protocol 1, the agent 2: update the older one");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~',
        textBlock = """
            nonsense                                   | invalid_json | body: Not valid JSON at line 1, column 9
            {"subject": "container.listed"}            | invalid      | subject: Must be agent.hello before all others
            {"subject": "agent.hello"}                 | invalid      | data.protocol: Required field missing
            """)
    void itBeginsWithHello(String text, String code, String error) {
      SocketClient agent = knock();
      agent.say(text);

      JsonNode answer = agent.hear("error");
      assertThat(answer.path("code").textValue()).isEqualTo(code);
      assertThat(answer.path("error").textValue()).startsWith(error.substring(0, 20));
    }
  }

  @Nested
  class Asking {

    @Test
    void containersAreListed() {
      List<Container> containers = answered(connected(), "container.list", "container.listed", """
          {"containers": [{"name": "web", "id": "0a1b", "image": "nginx", "state": "running",
            "status": "Up 3 minutes", "createdAt": "2025-01-24T12:00:00Z"}]}""",
          () -> host().containers());

      assertThat(containers).containsExactly(
          new Container(WEB, "0a1b", "nginx", "running", "Up 3 minutes", Samples.NOON));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        {"outcome": "ok"}                          | Ok[]
        {"outcome": "no_such_container"}           | NoSuchContainer[]
        {"outcome": "refused", "reason": "no"}     | Refused[reason=no]
        {"outcome": "refused"}                     | Refused[reason=the agent gave no reason]
        {"outcome": "refused", "reason": "a\\n\\u001b[2Jb"} | Refused[reason=a??[2Jb]
        """)
    void actionsHaveOutcomes(String data, String outcome) {
      Done done = answered(connected(), "container.act", "container.acted", data,
          () -> host().act(WEB, Action.RESTART));

      assertThat(done).hasToString(outcome);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~',
        textBlock = """
            error            | {"code": "engine", "error": "no engine"} | no engine
            container.listed | {"containers": [1]}                      | the agent's answer cannot be read: data.containers[0]: Must be an object
            container.listed | {"containers": [{"name": "-"}]}          | the agent's answer cannot be read: data.containers[0].name: container must be 1 to 255
            """)
    void anAnswerThatIsNoneMakesTheHostUnavailable(String subject, String data, String message) {
      SocketClient agent = connected();

      assertThatThrownBy(
          () -> answered(agent, "container.list", subject, data, () -> host().containers()))
          .isInstanceOf(PortException.Unavailable.class)
          .hasMessageStartingWith(message);
    }

    @Test
    void anAgentThatDoesNotAnswerInTimeIsUnavailable() {
      connected();

      assertThatThrownBy(() -> host().containers())
          .isInstanceOf(PortException.Unavailable.class)
          .hasMessage("the agent did not answer container.list in time");
    }

    @Test
    void anAgentThatLeavesIsUnavailableAtOnce() {
      SocketClient agent = connected();
      CompletableFuture<Done> result = CompletableFuture
          .supplyAsync(() -> host().act(WEB, Action.STOP));
      agent.hear("container.act");
      agent.leave();

      assertThatThrownBy(() -> result.orTimeout(3, TimeUnit.SECONDS).join())
          .hasCauseInstanceOf(PortException.Unavailable.class)
          .hasMessageContaining("the connection to the agent was lost");
      assertThatThrownBy(() -> host().containers())
          .isInstanceOf(PortException.Unavailable.class);
    }
  }

  @Nested
  class Following {

    final Heard heard = new Heard();

    ContainerHost.Following follow(SocketClient agent, String subject, String data) {
      return answered(agent, "log.stream.start", subject, data,
          () -> host().follow(WEB, new Cursor("old", 16), 1000, heard));
    }

    @Test
    void linesComeToTheSinkInOrder() {
      SocketClient agent = connected();
      CompletableFuture<ContainerHost.Following> following = CompletableFuture
          .supplyAsync(() -> host().follow(WEB, new Cursor("old", 16), 1000, heard));
      JsonNode asked = agent.hear();
      assertThat(asked.path("data")).isEqualTo(Api.json("""
          {"containerId": "web", "tail": 1000, "cursor": "old:16"}"""));
      agent.say("{\"subject\": \"log.stream.started\", \"data\": {\"containerId\": \"web\"},"
          + " \"reply\": " + asked.path("reply") + "}");
      following.join();

      agent.say("log.line", """
          {"containerId": "web", "epoch": "e", "first": 17, "lines": [
            {"timestamp": "2024-01-10T12:34:56.789123456Z", "stream": "stdout", "message": "a"},
            {"timestamp": "2024-01-10T14:34:56.789+02:00", "stream": "stderr",
             "message": "half \\ud800"}]}""");
      agent.say("log.stream.error", "{\"containerId\": \"web\", \"error\": \"engine away\"}");

      assertThat(heard.next()).isEqualTo("e 17 STDOUT 2024-01-10T12:34:56.789123456Z web a");
      assertThat(heard.next()).isEqualTo("e 18 STDERR 2024-01-10T12:34:56.789Z web half ?");
      assertThat(heard.next()).isEqualTo("failed engine away");
    }

    @Test
    void aStreamThatCannotBeStartedSaysWhyAndMayBeTriedAgain() {
      SocketClient agent = connected();
      assertThatThrownBy(() -> follow(agent, "log.stream.error",
          "{\"containerId\": \"web\", \"error\": \"too many streams\"}"))
          .isInstanceOf(PortException.Unavailable.class)
          .hasMessage("too many streams");

      follow(agent, "log.stream.started", "{}");
      agent.say("log.line", line("after all"));

      assertThat(heard.next()).endsWith("after all");
    }

    @Test
    void anEndlessReasonIsCut() {
      assertThatThrownBy(() -> follow(connected(), "log.stream.error",
          "{\"error\": \"" + "x".repeat(100_000) + "\"}"))
          .hasMessage("x".repeat(500));
    }

    @Test
    void nothingIsKeptOfAStreamThatHasStopped() {
      SocketClient agent = connected();
      follow(agent, "log.stream.started", "{}").close();
      RemoteHost host = (RemoteHost) host();
      assertThat(host.stopping()).isOne();
      agent.say("{\"subject\": \"log.stream.stopped\", \"reply\": "
          + agent.hear().path("reply") + "}");

      await().until(() -> host.stopping() == 0);
    }

    @Test
    void whatComesAfterTheEndIsNobodys() {
      SocketClient agent = connected();
      ContainerHost.Following following = follow(agent, "log.stream.started", "{}");
      following.close();
      following.close();
      JsonNode stop = agent.hear();
      assertThat(stop.path("subject").textValue()).isEqualTo("log.stream.stop");
      agent.say("log.line", line("late"));
      agent.say("log.stream.error", "{\"containerId\": \"web\", \"error\": \"late\"}");

      CompletableFuture<ContainerHost.Following> again = CompletableFuture
          .supplyAsync(() -> host().follow(WEB, null, 10, heard));
      agent.say("{\"subject\": \"log.stream.stopped\", \"reply\": " + stop.path("reply") + "}");
      JsonNode start = agent.hear();
      assertThat(start.path("data"))
          .isEqualTo(Api.json("{\"containerId\": \"web\", \"tail\": 10}"));
      agent.say("{\"subject\": \"log.stream.started\", \"reply\": " + start.path("reply") + "}");
      again.join();
      agent.say("log.line", line("in time"));

      assertThat(heard.next()).endsWith("in time");
    }

    @Test
    void aContainerIsFollowedOnceAtATime() {
      SocketClient agent = connected();
      follow(agent, "log.stream.started", "{}");

      assertThatThrownBy(() -> host().follow(WEB, null, 10, heard))
          .isInstanceOf(PortException.Unavailable.class)
          .hasMessage("container web is followed already");
    }

    @Test
    void followingAnAgentThatIsGoneIsUnavailable() {
      SocketClient agent = connected();
      ContainerHost.Following following = follow(agent, "log.stream.started", "{}");
      agent.leave();
      await().until(() -> !agents.connected);
      following.close();

      assertThatThrownBy(() -> host().follow(WEB, null, 10, heard))
          .isInstanceOf(PortException.Unavailable.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~',
        textBlock = """
            {"containerId": "web", "epoch": "e", "first": 0, "lines": []}      | data.first: Must be a whole number of 1
            {"containerId": "web", "epoch": "e", "first": 1, "lines": []}      | data.lines: Must have 1 member or more
            {"containerId": "web", "epoch": "a b", "first": 1, "lines": []}    | data.epoch: Must be 1 to 40
            {"containerId": "web", "epoch": "e", "first": 1}                   | data.lines: Required field missing
            {"containerId": "web", "epoch": "e", "first": 1, "lines": [{"timestamp": "x"}]} | data.lines[0].timestamp: Must be a time
            {"containerId": "web", "epoch": "e", "first": 1, "lines": [{"timestamp": "2024-01-10T12:00:00Z", "stream": "tty"}]} | data.lines[0].stream: Must be stdout or stderr, but is 'tty'
            {"containerId": "web", "epoch": "e", "first": 1, "lines": [{"timestamp": "2024-01-10T12:00:00Z", "stream": "stdout", "message": "a\\nb"}]} | data.lines[0].message: a log line is one line
            """)
    void malformedLinesAreAnErrorAndTheSocketGoesOn(String data, String error) {
      SocketClient agent = connected();
      follow(agent, "log.stream.started", "{}");
      agent.say("log.line", data);

      assertThat(agent.hear("error").path("error").textValue()).startsWith(error);
      agent.say("log.line", line("on it goes"));
      assertThat(heard.next()).endsWith("on it goes");
    }

    private static String line(String message) {
      return """
          {"containerId": "web", "epoch": "e", "first": 1, "lines": [
            {"timestamp": "2024-01-10T12:34:56Z", "stream": "stdout", "message": "%s"}]}
          """.formatted(message);
    }
  }

  @Test
  void anUnknownSubjectIsAnErrorWithTheSameReply() {
    connected().say("{\"subject\": \"agent.dance\", \"reply\": \"9\"}").hears("""
        {"subject": "error", "reply": "9",
         "data": {"code": "unknown_subject", "error": "Unknown message subject: agent.dance"}}""");
  }

  @Test
  void answersThatNobodyWaitsForAreLeftAlone() {
    SocketClient agent = connected();
    agent.say("{\"subject\": \"container.listed\", \"reply\": \"77\"}");
    agent.say("{\"subject\": \"error\", \"data\": {\"error\": \"what?\"}}");
    agent.say("agent.hello", HELLO);

    assertThat(agent.hear("error").path("error").textValue())
        .isEqualTo("subject: Must be said once");
  }

  @Test
  void twentyBadMessagesEndIt() {
    SocketClient agent = connected();
    IntStream.range(0, 20).forEach(i -> agent.say("nonsense"));

    assertThat(agent.end()).isEqualTo("1008 20 messages could not be understood");
  }

  /** A sink that keeps what it gets, as text. */
  static final class Heard implements LogSink {

    private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

    @Override
    public void accept(String epoch, long first, List<LogLine> lines) {
      long position = first;
      for (LogLine line : lines) {
        calls.add(epoch + " " + position++ + " " + line.type() + " " + line.at() + " "
            + line.step() + " " + line.message());
      }
    }

    @Override
    public void failed(String reason) {
      calls.add("failed " + reason);
    }

    String next() {
      try {
        return Objects.requireNonNull(calls.poll(20, TimeUnit.SECONDS), "nothing within 20 s");
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
