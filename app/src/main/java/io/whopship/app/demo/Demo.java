package io.whopship.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Deploys a site twice through the public API and shows what happens. */
public final class Demo {

  private static final Duration POLL = Duration.ofMillis(150);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int VISITORS = 40;

  private final PrintWriter out;
  private final DemoClient client;
  private final DemoSite demoSite;

  public Demo(URI api, String token, DemoSite demoSite, PrintWriter out) {
    this.client = new DemoClient(api, token);
    this.demoSite = demoSite;
    this.out = out;
  }

  /**
   * Runs it and answers the address of the site. Throws {@link IllegalStateException} if it fails.
   */
  public URI run() {
    JsonNode app = client
        .post("/apps", Map.of("whopAppId", "app_demo", "name", demoSite.name(), "subdomain",
            demoSite.name(), "variables", Map.of("GREETING", "Hello from an app variable")))
        .path("app");
    URI site = URI.create(client.get("/apps/" + app.path("id").asLong()).path("url").asText());
    deploy("v1", site);
    deploy("v2", site);
    return site;
  }

  private void deploy(String version, URI site) {
    out.printf("%n== Deploying %s %s ==%n", demoSite.name(), version);
    byte[] zip = demoSite.artifact(version);
    JsonNode created = client.post("/deployments", Map.of("whopAppId", "app_demo"));
    long id = created.path("deployment").path("id").asLong();
    client.upload(created.path("uploadUrl").asText(), zip);
    client.post("/deployments/" + id + "/trigger", Map.of());
    out.printf("   created deployment %d, uploaded %,d bytes, triggered%n", id, zip.length);
    follow(id, site);
    String live = version(site);
    require(live.equals(version), site + " should answer " + version + ", but answered " + live);
    out.printf("   %s answers as %s%n", site, live);
  }

  /** Prints the log as it grows, until the deployment is done. */
  private void follow(long id, URI site) {
    int printed = 0;
    boolean splitShown = false;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      JsonNode view = client.get("/deployments/" + id).path("deployment");
      String log = client.log("/deployments/" + id + "/logs");
      out.print(log.substring(printed).indent(3));
      out.flush();
      printed = log.length();
      String status = view.path("status").asText();
      require(!status.equals("failed"),
          "deployment " + id + " failed: " + view.path("errorMessage"));
      if (status.equals("active")) {
        return;
      }
      if (!splitShown && view.path("trafficPercent").asInt() == 50) {
        showSplit(site);
        splitShown = true;
      }
      require(System.nanoTime() < deadline, "deployment " + id + " is not done after " + PATIENCE);
      pause();
    }
  }

  /** Which version answers a visitor who was never there. */
  private String version(URI site) {
    return demoSite.version(client.visit(site, demoSite.versionPath()));
  }

  private void showSplit(URI site) {
    Map<String, Integer> seen = new TreeMap<>();
    for (int i = 0; i < VISITORS; i++) {
      seen.merge(version(site), 1, Integer::sum);
    }
    out.printf("   >> %d new visitors now:%n", VISITORS);
    seen.forEach(
        (version, count) -> out.printf("   >>   %-4s %s %d%n", version, "#".repeat(count), count));
  }

  private static void pause() {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void require(boolean good, String otherwise) {
    if (!good) {
      throw new IllegalStateException(otherwise);
    }
  }
}
