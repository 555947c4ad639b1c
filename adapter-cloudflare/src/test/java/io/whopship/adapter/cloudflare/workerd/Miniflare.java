package io.whopship.adapter.cloudflare.workerd;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.whopship.ports.model.artifact.AssetSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Cloudflare's own asset worker, run by its miniflare in Node. */
final class Miniflare implements AutoCloseable {

  /** A site with the assets of a directory. */
  record Site(String name, Path directory, AssetSettings settings) {

    private JsonObject toJson() {
      JsonObject router = new JsonObject();
      switch (settings.runWorkerFirst()) {
        case AssetSettings.WorkerFirst.Never() -> {
        }
        case AssetSettings.WorkerFirst.Always() ->
          router.put("invoke_user_worker_ahead_of_assets", true);
        case AssetSettings.WorkerFirst.Matching(List<String> patterns) ->
          router.put("static_routing", new JsonObject()
              .put("user_worker", patterns.stream().filter(it -> !it.startsWith("!")).toList())
              .put("asset_worker", patterns.stream()
                  .filter(it -> it.startsWith("!"))
                  .map(it -> it.substring(1))
                  .toList()));
      }
      return new JsonObject().put("name", name)
          .put("directory", directory.toString())
          .put("router", router)
          .put("assets", new JsonObject()
              .put("html_handling", settings.htmlHandling().word())
              .put("not_found_handling", settings.notFoundHandling().word()));
    }
  }

  private final Process process;
  private final JsonObject ports;

  private Miniflare(Process process, JsonObject ports) {
    this.process = process;
    this.ports = ports;
  }

  static Miniflare start(String worker, List<Site> sites) throws IOException {
    JsonArray array = new JsonArray();
    sites.forEach(site -> array.add(site.toJson()));
    Process process = new ProcessBuilder("node", "serve.mjs",
        new JsonObject().put("worker", worker).put("sites", array).encode())
        .directory(Path.of("src/test/miniflare").toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    while (line != null && !line.startsWith("{")) { // it says how many rules it understood
      line = out.readLine();
    }
    assertThat(line).as("miniflare's ports; what it printed instead is above").isNotNull();
    return new Miniflare(process, new JsonObject(line));
  }

  int port(String site) {
    return ports.getInteger(site);
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).as("miniflare has ended").isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
