package io.whopship.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactZipsTest {

  private static Map<String, String> entries(byte[] zip) throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip), UTF_8)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.put(entry.getName(), new String(in.readAllBytes(), UTF_8));
      }
    }
    return entries;
  }

  @Test
  void theHelloWorkerHasWorkerAssetsAndMeta() throws IOException {
    Map<String, String> entries = entries(ArtifactZips.helloWorker("v7").bytes());

    assertThat(entries).containsOnlyKeys("open-next/worker/index.js", "open-next/assets/logo.png",
        "open-next/assets/about.html", "open-next/assets/_next/static/app.css", "meta.json");
    assertThat(entries.get("open-next/worker/index.js")).contains("const VERSION = \"v7\";")
        .doesNotContain("%VERSION%");
  }

  @Test
  void aVersionThatWouldSpoilTheScriptIsRefused() {
    assertThatThrownBy(() -> ArtifactZips.helloWorker("v\"1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("v\"1");
  }

  @Test
  void thePrefixIsOfWhatTheBuildLeftOnly() throws IOException {
    ArtifactZip zip = ArtifactZip.empty().built("worker/index.js", "x").entry("notes.txt", "y");

    assertThat(entries(zip.prefix(".open-next/").bytes()))
        .containsOnlyKeys(".open-next/worker/index.js", "notes.txt");
    assertThat(entries(zip.prefix("").bytes())).containsOnlyKeys("worker/index.js", "notes.txt");
  }

  @Test
  void aLaterFileReplacesOneOfTheSameName() throws IOException {
    ArtifactZip zip = ArtifactZips.helloWorker("v1").built("worker/index.js", "mine").meta("{}");

    assertThat(entries(zip.bytes())).containsEntry("open-next/worker/index.js", "mine")
        .containsEntry("meta.json", "{}");
  }

  @Test
  void theMetaJsonCanBeLeftOut() throws IOException {
    assertThat(entries(ArtifactZips.helloWorker("v1").withoutMeta().bytes()))
        .doesNotContainKey("meta.json")
        .hasSize(4);
  }

  @Test
  void eachMethodLeavesWhatItWasCalledOn() throws IOException {
    ArtifactZip zip = ArtifactZips.helloWorker("v1");
    byte[] before = zip.bytes();

    zip.built("worker/index.js", "other").withoutMeta().prefix("");

    assertThat(zip.bytes()).isEqualTo(before);
  }

  @Test
  void aZipIsWrittenToAFile(@TempDir Path directory) {
    ArtifactZip zip = ArtifactZips.throwingWorker();

    assertThat(zip.writeTo(directory.resolve("artifact.zip"))).hasBinaryContent(zip.bytes());
  }
}
