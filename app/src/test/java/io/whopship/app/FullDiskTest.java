package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whopship.testkit.ArtifactZips;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose data folder is a disk of its own, and small. */
class FullDiskTest {

  @TempDir
  private Path data;

  /** Mounts a disk that only the server sees, and becomes the server. */
  private List<String> onSmallDisk() {
    return List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
        "mount -t tmpfs -o size=64m tmpfs \"$0\" && exec \"$@\"", data.toString());
  }

  @Test
  void aServerOnAFullDiskSaysSoServesItsSitesAndGoesOnWhenThereIsRoom() throws Exception {
    Assumptions.assumeTrue(new ProcessBuilder("unshare", "--user", "--map-root-user", "--mount",
        "mount", "-t", "tmpfs", "tmpfs", data.toString()).start().waitFor() == 0,
        "this machine lets nobody mount a disk");
    try (ServerProcess server = ServerProcess.start(data,
        Map.of("WHOPSHIP_ADMIN_TOKEN", MortalServers.TOKEN, "WHOPSHIP_SOAK", "1s",
            "WHOPSHIP_DOCKER", "off"),
        onSmallDisk(), List.of(Main.class.getName(), "serve"))) {
      assertThat(server.isAlive()).as(server.output()).isTrue();
      Caller caller = server.caller(MortalServers.TOKEN);
      caller.createApp("app_1", "full");
      caller.awaitFinal(caller.deploy(ArtifactZips.helloWorker("v1").bytes()));
      Path filler = server.seen(data).resolve("filler");

      fill(filler);

      String create = "{\"whopAppId\": \"app_1\"}";
      assertThat(caller.post("/deployments", create).statusCode()).isEqualTo(503);
      assertThat(caller.get("/readyz").statusCode()).isEqualTo(503);
      assertThat(server.output()).contains("No space left on device");
      assertThat(caller.visit("full", "/api/version").body()).contains("v1");
      Files.delete(filler);
      await().atMost(Duration.ofSeconds(30))
          .until(() -> caller.post("/deployments", create).statusCode(), status -> status == 201);
      long id = caller.deploy(ArtifactZips.helloWorker("v2").bytes());
      assertThat(caller.awaitFinal(id).at("/deployment/status").asText()).isEqualTo("active");
    }
  }

  private static void fill(Path file) throws IOException {
    byte[] much = new byte[4096];
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(much);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }
}
