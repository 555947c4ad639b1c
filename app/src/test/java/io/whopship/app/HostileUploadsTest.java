package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.testkit.ArtifactZips;
import io.whopship.testkit.hostile.HostileZips;
import io.whopship.testkit.hostile.SampleZip;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hostile zips, sent to a whole server. */
class HostileUploadsTest {

  private static final List<String> SAMPLES = List.of("traversal", "bomb",
      "bomb-of-overlapping-entries", "zip-in-the-comment", "entries-200000");

  @TempDir
  private Path folder;

  @Test
  void failTheirDeploymentsForTheirReasonsAndLeaveNothing() throws Exception {
    Path data = folder.resolve("data");
    try (RunningServer server = RunningServer.start(data)) {
      Caller caller = server.caller();
      caller.createApp("app_1", "my-app");
      caller.awaitFinal(caller.deploy(ArtifactZips.helloWorker("v1").bytes()));
      List<Path> before = files(data);

      for (SampleZip zip : samples()) {
        long id = caller.deploy(zip.content().get());
        JsonNode failed = caller.awaitFinal(id).at("/deployment");

        SampleZip.Refused expected = (SampleZip.Refused) zip.expectation();
        assertThat(failed.at("/status").asText()).as(zip.name()).isEqualTo("failed");
        assertThat(failed.at("/errorMessage").asText()).as(zip.name())
            .isNotBlank()
            .contains(expected.entry() == null ? "" : expected.entry());
        assertThat(caller.visit("my-app", "/api/version").body()).contains("v1");
        assertThat(caller.delete("/deployments/" + id).statusCode()).isEqualTo(204);
        await(zip.name()).ignoreException(UncheckedIOException.class) // a file just deleted
            .untilAsserted(() -> assertThat(before).containsAll(files(data)));
      }
    }
    assertThat(folder).isDirectoryNotContaining(path -> !path.equals(data));
  }

  private static List<SampleZip> samples() {
    List<SampleZip> samples = HostileZips.hostile()
        .stream()
        .filter(zip -> SAMPLES.contains(zip.name()))
        .toList();
    assertThat(samples).hasSameSizeAs(SAMPLES);
    return samples;
  }

  /** All but the database, which keeps its own. */
  private static List<Path> files(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      return files.filter(file -> !file.startsWith(data.resolve("database"))).sorted().toList();
    }
  }
}
