package io.whopship.testkit.cloudflare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ZonesTest {

  private final FakeCloudflare cloudflare = FakeCloudflare.start();
  private final Client client = new Client(cloudflare);
  private final String zone = cloudflare.createZone("example.com");

  @BeforeEach
  void upload() throws IOException {
    client.upload("/workers/scripts", "dispatcher", "{\"main_module\":\"index.js\"}", "1");
  }

  @AfterEach
  void close() {
    client.close();
    cloudflare.close();
  }

  private Client.Reply routes(String method, String path, String body) throws IOException {
    return client.send(method, "/zones/" + zone + "/workers/routes" + path, "application/json",
        body.getBytes(UTF_8));
  }

  private static String route(String pattern, String script) {
    return "{\"pattern\":\"" + pattern + "\",\"script\":\"" + script + "\"}";
  }

  @Test
  void aZoneIsFoundByItsName() throws IOException {
    assertThat(client.send("GET", "/zones?name=example.com&account.id=" + cloudflare.account(),
        "text/plain", new byte[0]).result().path(0).path("id").asText()).isEqualTo(zone);
    assertThat(client.send("GET", "/zones?name=example.org", "text/plain", new byte[0]).result())
        .isEmpty();
    assertThat(client.send("GET", "/zones/none", "text/plain", new byte[0]).refusal())
        .isEqualTo("404 7003");
  }

  @Test
  void aPatternHasOneRoute() throws IOException {
    String id = routes("POST", "", route("*.example.com/*", "dispatcher")).result()
        .path("id")
        .asText();
    assertThat(routes("POST", "", route("*.example.com/*", "dispatcher")).refusal())
        .isEqualTo("409 10020");
    assertThat(routes("POST", "", route("*.example.org/*", "dispatcher")).refusal())
        .isEqualTo("400 10022");
    assertThat(routes("POST", "", route("a.example.com/*", "none")).refusal())
        .isEqualTo("404 10007");
    routes("POST", "", "{\"pattern\":\"www.example.com/*\"}");
    assertThat(cloudflare.routes(zone)).containsExactly(entry("*.example.com/*", "dispatcher"),
        entry("www.example.com/*", ""));

    routes("PUT", "/" + id, route("*/*", "dispatcher"));
    assertThat(routes("GET", "/" + id, "").result().path("pattern").asText()).isEqualTo("*/*");
    routes("DELETE", "/" + id, "");
    assertThat(routes("DELETE", "/" + id, "").refusal()).isEqualTo("404 10009");
    assertThat(routes("GET", "", "").result()).hasSize(1);
  }

  @Test
  void dnsRecordsAreFoundByTheirWholeName() throws IOException {
    cloudflare.withDnsRecord(zone, "AAAA", "*.example.com", true);
    String records = "/zones/" + zone + "/dns_records?name=";

    assertThat(client.send("GET", records + "*.example.com", "text/plain", new byte[0])
        .result()
        .path(0)
        .path("proxied")
        .asBoolean()).isTrue();
    assertThat(client.send("GET", records + "www.example.com", "text/plain", new byte[0]).result())
        .isEmpty();
    assertThat(client.send("GET", "/zones/" + zone + "/dns_records", "text/plain", new byte[0])
        .result()).hasSize(1);
  }

  @Test
  void allRoutesOfAScriptAreReplacedAtOnce() throws IOException {
    routes("POST", "", route("old.example.com/*", "dispatcher"));
    client.call("PUT", "/workers/scripts/dispatcher/routes", "[{\"pattern\":\"a.example.com/*\","
        + "\"zone_name\":\"example.com\"},{\"pattern\":\"b.example.com/*\",\"zone_id\":\"" + zone
        + "\"}]");

    assertThat(cloudflare.routes(zone)).containsOnlyKeys("a.example.com/*", "b.example.com/*");
    assertThat(client.call("PUT", "/workers/scripts/dispatcher/routes",
        "[{\"pattern\":\"a.example.org/*\",\"zone_name\":\"example.org\"}]").refusal())
        .isEqualTo("400 10022");
  }
}
