package io.whopship.adapter.http;

import static io.whopship.adapter.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driving.agents.ControlContainers;
import io.whopship.ports.driving.logs.WatchStreams;
import io.whopship.ports.model.agents.Container;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.identity.TokenHash;
import io.whopship.ports.model.logs.Cursor;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentEndpointsTest {

  static final String PATH = "/api/agents/" + ScriptedAgents.ID;
  static final String ABSENT = "/api/agents/00000000-0000-0000-0000-000000000000";
  static final String OTHERS = "/api/agents/88888888-0000-0000-0000-000000000000";
  static final String AGENT = """
      {"id": "98f63c0b-e48c-45a6-a9fe-a80108c81791", "name": "maestro", "connected": false,
       "createdAt": "2025-01-24T12:00:00.000Z", "registeredAt": "2025-01-24T12:00:05.000Z"}""";

  final ScriptedAgents agents = new ScriptedAgents();
  final Core core = new Core();

  {
    core.agents = agents.useCases();
    core.logs = new UseCases.ForLogs(core.logs.follow(), core.logs.query(), core.logs.append(),
        (caller, agent) -> new WatchStreams.Outcome.Found(true,
            List.of(new WatchStreams.Stream(new ContainerName("db"), 1, 7, new Cursor("d", 7)),
                new WatchStreams.Stream(new ContainerName("web"), 2, 1000,
                    new Cursor("e", 1234)))));
  }

  @RegisterExtension
  final Api api = new Api(core,
      HttpSettings.at("127.0.0.1", 0).withApiUrl(URI.create("https://api.example")));

  @Test
  void anInvitationShowsTheTokenAndTheCommand() {
    Api.Reply reply = api.post("/api/agents/tokens", "{\"name\": \"maestro\"}");

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.header("Location")).isEqualTo(PATH);
    assertThat(reply.json()).isEqualTo(Api.json("""
        {"agentId": "98f63c0b-e48c-45a6-a9fe-a80108c81791", "name": "maestro",
         "token": "one-time", "expiresAt": "2025-01-24T13:00:00.000Z",
         "command": "WHOPSHIP_AGENT_TOKEN=one-time ./whopship agent --server https://api.example"}
        """));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
      {}              | Required field missing
      {"name": 1}     | Must be a string
      {"name": " "}   | Must be 1 to 100 characters, but is ' '
      """)
  void anAgentNeedsAName(String body, String issue) {
    assertProblem(api.post("/api/agents/tokens", body), 400, "Bad Request",
        "Invalid request body", "name", issue);
  }

  @Test
  void anAgentRegistersWithItsTokenAlone() {
    String body = "{\"token\": \"one-time\", \"keyHash\": \""
        + TokenHash.of(new Secret(ScriptedAgents.KEY)).hex() + "\"}";
    Api.Reply reply = api.send(
        api.request("POST", "/api/agents/register", BodyPublishers.ofString(body)).build());

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json()).isEqualTo(Api.json("""
        {"agentId": "98f63c0b-e48c-45a6-a9fe-a80108c81791", "name": "maestro"}"""));
  }

  @Test
  void aTokenThatIsWorthNothingIsRefused() {
    assertProblem(api.post("/api/agents/register",
        "{\"token\": \"used\", \"keyHash\": \"" + "0".repeat(64) + "\"}"), 401, "Unauthorized",
        "The token is unknown, used or expired: make another with POST /api/agents/tokens");
    assertProblem(api.post("/api/agents/register", "{\"token\": \"used\", \"keyHash\": \"x\"}"),
        400, "Bad Request", "Invalid request body", "keyHash",
        "Must be the SHA-256 of the agent's key, 64 digits of 0-9 a-f");
  }

  @Test
  void agentsAreListedAndFound() {
    assertThat(api.get("/api/agents").json())
        .isEqualTo(Api.json("{\"agents\": [" + AGENT + "]}"));
    assertThat(api.get(PATH).json()).isEqualTo(Api.json(AGENT));
  }

  @Test
  void anAgentIsRevoked() {
    assertThat(api.delete(PATH).status()).isEqualTo(204);
    assertThat(agents.revoked).isTrue();
  }

  @Test
  void itsStatusCountsStreamsAndThoseWhoLook() {
    assertThat(api.get(PATH + "/status").json()).isEqualTo(Api.json("""
        {"id": "98f63c0b-e48c-45a6-a9fe-a80108c81791", "name": "maestro", "connected": true,
         "subscribers": 3, "buffers": 2, "streams": [
           {"containerId": "db", "subscribers": 1, "buffered": 7, "cursor": "d:7"},
           {"containerId": "web", "subscribers": 2, "buffered": 1000, "cursor": "e:1234"}]}"""));
  }

  @Test
  void containersAreListed() {
    agents.controlled = new ControlContainers.Outcome.Found(
        List.of(new Container(new ContainerName("web"), "0a1b", "nginx", "running",
            "Up 3 minutes", Samples.NOON)));

    assertThat(api.get(PATH + "/containers").json()).isEqualTo(Api.json("""
        {"containers": [{"name": "web", "id": "0a1b", "image": "nginx", "state": "running",
          "status": "Up 3 minutes", "createdAt": "2025-01-24T12:00:00.000Z"}]}"""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"start", "stop", "restart"})
  void containersAreControlled(String word) {
    assertThat(api.post(PATH + "/containers/web/" + word, "").status()).isEqualTo(204);
    assertThat(agents.actions).containsExactly(word.toUpperCase(java.util.Locale.ROOT) + " web");
  }

  @Test
  void whatCannotBeControlledSaysWhy() {
    String path = PATH + "/containers/web/start";
    agents.controlled = new ControlContainers.Outcome.NoSuchContainer();
    assertProblem(api.post(path, ""), 404, "Not Found",
        "Container not found (a container's name is meant, not its id)");
    agents.controlled = new ControlContainers.Outcome.NoSuchAgent();
    assertProblem(api.post(path, ""), 404, "Not Found", "Agent not found");
    agents.controlled = new ControlContainers.Outcome.NotYours();
    assertProblem(api.post(path, ""), 403, "Forbidden",
        "You do not have access to this agent");
    agents.controlled = new ControlContainers.Outcome.Refused("port is taken");
    assertProblem(api.post(path, ""), 409, "Conflict", "The engine refused: port is taken");
    agents.controlled = new ControlContainers.Outcome.Unavailable("not connected");
    Api.Reply reply = api.post(path, "");
    assertProblem(reply, 503, "Service Unavailable",
        "The agent cannot be reached: not connected");
    assertThat(reply.header("Retry-After")).isEqualTo("5");
    assertThat(api.post(PATH + "/containers/-web/start", "").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/status"})
  void agentsOfOthersAndNobodysAreRefused(String more) {
    assertThat(api.get(ABSENT + more).status()).isEqualTo(404);
    assertThat(api.get(OTHERS + more).status()).isEqualTo(403);
    assertThat(api.get("/api/agents/7" + more).status()).isEqualTo(400);
    assertThat(api.delete(ABSENT).status()).isEqualTo(404);
    assertThat(api.delete(OTHERS).status()).isEqualTo(403);
  }
}
