package io.whopship.adapter.http;

import static io.whopship.adapter.http.FakeLogs.line;
import static io.whopship.adapter.http.FakeLogs.lines;
import static io.whopship.adapter.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driving.FindDeployment;
import io.whopship.ports.driving.agents.SeeAgents;
import io.whopship.ports.driving.logs.LogEvent;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.deploy.Status;
import io.whopship.ports.model.identity.Caller;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class LogTicketTest {

  static final String UUID_TEXT = "550e8400-e29b-41d4-a716-446655440000";
  static final String TASK = "/codespace/task/" + UUID_TEXT + "/logs";
  static final String DEPLOYMENT = "/deployments/123/logs";
  static final String WORKER = "/deployments/123/runtime-logs";
  static final String CONTAINER = "/api/agents/" + UUID_TEXT + "/containers/web/logs";

  final Core core = new Core();
  final FakeLogs logs = new FakeLogs(core);
  final FakeAgents agents = new FakeAgents(core);

  @RegisterExtension
  final Api api = new Api(core);

  @BeforeEach
  void aDeploymentOfTheCaller() {
    core.ofTask = task -> Optional.of(new DeploymentId(123));
    core.findDeployment = (caller, id) -> new FindDeployment.Outcome.Found(Samples.active());
    logs.say(lines(line(1, "shown")), new LogEvent.Complete(Status.ACTIVE));
  }

  Api.Reply anonymously(String method, String path, String... headers) {
    var request = api.request(method, path, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return api.send(request.build());
  }

  String ticket(String path) {
    return api.post(path + "/ticket", "").json().path("ticket").textValue();
  }

  /** Agents of which one answer is known. */
  static final class FakeAgents implements SeeAgents {

    SeeAgents.Outcome found = new SeeAgents.Outcome.NoSuchAgent();

    FakeAgents(Core core) {
      core.agents = new UseCases.ForAgents(core.agents.invite(), core.agents.connect(), this,
          core.agents.containers(), core.agents.peers());
    }

    @Override
    public List<Seen> list(Caller caller) {
      return List.of();
    }

    @Override
    public SeeAgents.Outcome find(Caller caller, AgentId agent) {
      return found;
    }

    @Override
    public SeeAgents.Outcome revoke(Caller caller, AgentId agent) {
      return found;
    }
  }

  @Nested
  class Ticket {

    @ParameterizedTest
    @ValueSource(strings = {TASK, DEPLOYMENT, WORKER, CONTAINER})
    void opensItsLogUnderTheUrlThatComesWithIt(String path) {
      agents.found = new SeeAgents.Outcome.Found(new SeeAgents.Seen(new Agent(
          new AgentId(UUID.fromString(UUID_TEXT)), Core.ACME.owner(), "a", Samples.NOON,
          null), true));

      Api.Reply reply = api.post(path + "/ticket", "");

      assertThat(reply.status()).isEqualTo(201);
      assertThat(reply.json().path("expiresAt").textValue()).isEqualTo("2025-01-24T12:00:00.000Z");
      String url = reply.json().path("url").textValue();
      assertThat(url).isEqualTo(path + "/stream?ticket=" + ticket(path));
      assertThat(anonymously("GET", url).text()).contains("event: log\n", "shown");
      assertThat(anonymously("GET", url.replace("/stream", "") + "&format=json").status())
          .isEqualTo(200);
    }

    @Test
    void opensNothingElse() {
      String ticket = ticket(DEPLOYMENT);

      assertProblem(anonymously("GET", WORKER + "/stream?ticket=" + ticket), 401, "Unauthorized",
          "The ticket is not for this log, or has expired: get another with POST"
              + " /deployments/{id}/runtime-logs/ticket");
      assertThat(anonymously("GET", "/deployments/124/logs?ticket=" + ticket).status())
          .isEqualTo(401);
      assertThat(anonymously("GET", "/deployments/123?ticket=" + ticket).status()).isEqualTo(401);
      assertThat(anonymously("POST", DEPLOYMENT + "?ticket=" + ticket).status()).isEqualTo(401);
      assertThat(anonymously("POST", DEPLOYMENT + "/ticket?ticket=" + ticket).status())
          .isEqualTo(401);
    }

    @Test
    void ofATaskThatIsNotThereSaysNoMoreThanAWrongOne() {
      core.ofTask = task -> Optional.empty();

      assertThat(anonymously("GET", TASK + "?ticket=x").status()).isEqualTo(401);
    }

    @Test
    void isOnlyMadeOfWhatIsYours() {
      core.findDeployment = (caller, id) -> new FindDeployment.Outcome.NotYours();
      assertThat(api.post(DEPLOYMENT + "/ticket", "").status()).isEqualTo(403);
      assertThat(api.post(WORKER + "/ticket", "").status()).isEqualTo(403);
      assertThat(api.post(TASK + "/ticket", "").status()).isEqualTo(403);
      core.findDeployment = (caller, id) -> new FindDeployment.Outcome.NoSuchDeployment();
      assertThat(api.post(DEPLOYMENT + "/ticket", "").status()).isEqualTo(404);
      assertThat(api.post(CONTAINER + "/ticket", "").status()).isEqualTo(404);
      agents.found = new SeeAgents.Outcome.NotYours();
      assertThat(api.post(CONTAINER + "/ticket", "").status()).isEqualTo(403);
    }
  }

  @Nested
  class Session {

    @Test
    void isACookieThatScriptsAndOtherSitesCannotUse() {
      Api.Reply reply = api.post("/session", "");

      assertThat(reply.status()).isEqualTo(204);
      assertThat(reply.header("Set-Cookie")).isEqualTo("whopship_session=session-of-token-of-acme;"
          + " Max-Age=43200; Path=/; HttpOnly; SameSite=Strict");
    }

    @Test
    void showsWhatItsOwnerMaySee() {
      String cookie = "whopship_session=session-of-token-of-acme";

      assertThat(anonymously("GET", DEPLOYMENT + "/stream", "Cookie", cookie).text())
          .contains("shown");
      assertThat(anonymously("GET", "/deployments/123", "Cookie", cookie).status()).isEqualTo(200);
      assertThat(anonymously("HEAD", "/deployments/123", "Cookie", cookie).status())
          .isEqualTo(200);
    }

    @Test
    void changesNothing() {
      String cookie = "whopship_session=session-of-token-of-acme";

      assertThat(anonymously("DELETE", "/deployments/123", "Cookie", cookie).status())
          .isEqualTo(401);
      assertThat(anonymously("POST", "/session", "Cookie", cookie).status()).isEqualTo(401);
      assertThat(anonymously("GET", "/deployments/123", "Cookie", "whopship_session=other")
          .status()).isEqualTo(401);
    }

    @Test
    void endsOnRequest() {
      Api.Reply reply = anonymously("DELETE", "/session");

      assertThat(reply.status()).isEqualTo(204);
      assertThat(reply.header("Set-Cookie")).startsWith("whopship_session=; Max-Age=0;");
    }

    @Test
    void goesByHttpsAloneWhereCallersComeByHttps() {
      assertThat(HttpSettings.at("a", 0)
          .withApiUrl(URI.create("https://api.example"))
          .withStreams(StreamSettings.DEFAULT)
          .secureCookies()).isTrue();
      try (HttpApi secure = new HttpApi(
          HttpSettings.at("127.0.0.1", 0).withApiUrl(URI.create("https://api.example")),
          core.useCases(), core.limits)) {
        secure.start();
        var request = HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + secure.port() + "/session"))
            .DELETE()
            .build();
        assertThat(api.send(request).header("Set-Cookie")).endsWith("; Secure");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"token", "access_token", "password"})
  void aLastingCredentialInAUrlIsRefusedEvenIfItIsRight(String name) {
    Api.Reply reply = api.get(DEPLOYMENT + "/stream?" + name + "=" + Core.TOKEN);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().at("/details/field").textValue()).isEqualTo(name);
    assertThat(reply.text())
        .contains("Authorization: Bearer", "?ticket=", "POST /deployments/{id}/logs/ticket")
        .doesNotContain(Core.TOKEN);
  }
}
