package io.whopship.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.whopship.adapter.http.HttpTelemetry.Access;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What each answer looks like is seen wherever a test gets one: {@link Api} does so. */
class ApiDocumentTest {

  @RegisterExtension
  final Api api = new Api(measured());

  private static Core measured() {
    Core core = new Core();
    core.telemetry = new HttpTelemetry((method, route, status, took) -> {
    }, Access.OPEN, null,
        () -> "");
    return core;
  }

  @Test
  void itHasEveryRouteButThoseBetweenServers() {
    List<String> routes = api.running()
        .routes()
        .stream()
        .filter(route -> !route.contains(" " + ApiDocument.BETWEEN_SERVERS))
        .map(route -> route.replace("<key>", "{key}"))
        .distinct()
        .toList();

    assertThat(ApiDocument.ours().routes()).containsExactlyInAnyOrderElementsOf(routes);
  }

  @Test
  void anybodyGetsIt() throws Exception {
    Api.Reply reply = api
        .send(api.request("GET", "/openapi.yaml", BodyPublishers.noBody()).build());

    assertThat(reply.header("Content-Type")).isEqualTo("application/yaml");
    JsonNode document = new YAMLMapper().readTree(reply.text());
    assertThat(document.path("openapi").asText()).startsWith("3.1.");
    assertThat(document.findValuesAsText("operationId")).doesNotHaveDuplicates()
        .hasSameSizeAs(ApiDocument.ours().routes());
  }
}
