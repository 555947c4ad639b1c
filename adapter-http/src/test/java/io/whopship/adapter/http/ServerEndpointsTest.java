package io.whopship.adapter.http;

import static io.whopship.adapter.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.Checkable.Check;
import io.whopship.ports.driving.IssueToken;
import io.whopship.ports.model.identity.Origin;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.identity.Secret;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ServerEndpointsTest {

  final Core core = new Core();

  @RegisterExtension
  final Api api = new Api(core);

  Api.Reply getByNobody(String path) {
    return api.send(api.request("GET", path, BodyPublishers.noBody()).build());
  }

  @Test
  void aServerThatCanServeSaysSoToAnybody() {
    core.checkHealth = () -> new TreeMap<>(
        Map.of("edge", new Check.Usable(), "store", new Check.Usable()));

    Api.Reply reply = getByNobody("/healthz");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json()).isEqualTo(Api.json("""
        {"status": "ok", "parts": {"edge": {"status": "ok"}, "store": {"status": "ok"}}}
        """));
  }

  @Test
  void aServerThatCannotNamesThePartButNotTheReason() {
    core.checkHealth = () -> new TreeMap<>(Map.of("edge", new Check.Unusable("no workerd at /opt"),
        "store", new Check.Usable()));

    Api.Reply reply = getByNobody("/healthz");

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.json()).isEqualTo(Api.json("""
        {"status": "unavailable", "parts": {
          "edge": {"status": "unavailable"},
          "store": {"status": "ok"}}}
        """));
  }

  @Test
  void theTopSaysWhatThisIs() {
    Api.Reply reply = getByNobody("/");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("name").textValue()).isEqualTo("WhopShip");
  }

  @Test
  void aTokenIsShownOnce() {
    core.issueToken = (caller, owner, admin) -> {
      assertThat(caller.from(Origin.UNKNOWN)).isEqualTo(Core.ACME);
      assertThat(owner).isEqualTo(new OwnerId("bob"));
      assertThat(admin).isTrue();
      return new IssueToken.Outcome.Issued(new Secret("a-new-token"));
    };

    Api.Reply reply = api.post("/tokens", "{\"owner\": \"bob\", \"admin\": true}");

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
    assertThat(reply.json()).isEqualTo(Api.json("{\"token\": \"a-new-token\"}"));
  }

  @Test
  void aTokenIsNoAdminsUnlessThatIsAskedFor() {
    core.issueToken = (caller, owner, admin) -> {
      assertThat(admin).isFalse();
      return new IssueToken.Outcome.Issued(new Secret("a-new-token"));
    };

    assertThat(api.post("/tokens", "{\"owner\": \"bob\"}").status()).isEqualTo(201);
  }

  @Test
  void onlyAdminsIssueTokens() {
    core.issueToken = (caller, owner, admin) -> new IssueToken.Outcome.NotAllowed();

    assertProblem(api.post("/tokens", "{\"owner\": \"bob\"}"), 403, "Forbidden",
        "Only admins may issue tokens");
  }

  @Test
  void anAdminFlagThatIsNoFlagIsRefused() {
    assertProblem(api.post("/tokens", "{\"owner\": \"bob\", \"admin\": \"yes\"}"), 400,
        "Bad Request", "Invalid request body", "admin", "Must be true or false");
  }
}
