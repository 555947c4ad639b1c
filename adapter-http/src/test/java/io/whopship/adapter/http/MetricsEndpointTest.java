package io.whopship.adapter.http;

import static io.whopship.adapter.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whopship.adapter.http.HttpTelemetry.Access;
import io.whopship.ports.driving.FindDeployment;
import io.whopship.ports.model.identity.Secret;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MetricsEndpointTest {

  final List<String> requests = new CopyOnWriteArrayList<>();

  Core core(Access access) {
    Core core = new Core();
    core.telemetry = new HttpTelemetry(
        (method, route, status, took) -> requests.add(method + " " + route + " " + status), access,
        access == Access.TOKEN ? new Secret("token-of-prometheus") : null, () -> "up 1\n");
    return core;
  }

  static Api.Reply byNobody(Api api) {
    return api.send(api.request("GET", "/metrics", BodyPublishers.noBody()).build());
  }

  @Nested
  class WhereTheyAreOpen {

    final Core core = core(Access.OPEN);

    @RegisterExtension
    final Api api = new Api(core);

    @Test
    void anybodyReadsThem() {
      Api.Reply reply = byNobody(api);

      assertThat(reply.text()).isEqualTo("up 1\n");
      assertThat(reply.header("Content-Type")).startsWith("text/plain;").contains("version=0.0.4");
    }

    @Test
    void requestsAreToldByTheirRoute() {
      core.findDeployment = (caller, id) -> new FindDeployment.Outcome.NoSuchDeployment();

      api.get("/deployments/123?wait=0");
      api.get("/nothing/here");

      await().untilAsserted(() -> assertThat(requests)
          .containsExactly("GET /deployments/{id} 404", "GET none 404"));
    }
  }

  @Nested
  class WhereTheyAreGuarded {

    @RegisterExtension
    final Api api = new Api(core(Access.TOKEN));

    @Test
    void onlyAdminsReadThem() {
      assertThat(byNobody(api).status()).isEqualTo(401);
      assertProblem(api.get("/metrics"), 403, "Forbidden",
          "Only admins may read the metrics of the server, and whoever has the token that was set"
              + " for them");
    }

    @Test
    void whoHasTheTokenForThemReadsNothingElse() {
      assertThat(withToken("/metrics", "token-of-prometheus").text()).isEqualTo("up 1\n");
      assertThat(withToken("/metrics", "token-of-prometheu").status()).isEqualTo(401);
      assertThat(withToken("/apps", "token-of-prometheus").status()).isEqualTo(401);
    }

    private Api.Reply withToken(String path, String token) {
      return api.send(api.request("GET", path, BodyPublishers.noBody())
          .header("Authorization", "Bearer " + token)
          .build());
    }
  }

  @Nested
  class WhereTheyAreOff {

    @RegisterExtension
    final Api api = new Api(core(Access.OFF));

    @Test
    void thereAreNone() {
      assertThat(api.get("/metrics").status()).isEqualTo(404);
    }
  }
}
