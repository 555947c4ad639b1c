package io.whopship.adapter.zip;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.testkit.ArtifactZip;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NextDeploymentIdTest extends OpenZips {

  private static final String BESIDE_THE_WORKER = "open-next/manifests/routes-manifest.json";

  NextDeploymentIdTest(@TempDir Path directory) {
    super(directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {BESIDE_THE_WORKER,
      "open-next/server-functions/default/.next/routes-manifest.json",
      ".open-next/server-functions/default/.next/routes-manifest.json",
      "server-functions/default/.next/routes-manifest.json"})
  void standsInTheManifestOfRoutes(String manifest) throws IOException {
    assertThat(id(manifest, """
        {"version": 3, "routes": [{"deploymentId": "not this one"}], "deploymentId": "build-7"}
        """)).contains("build-7");
  }

  @Test
  void isFoundInAManifestOfManyMegabytes() throws IOException {
    assertThat(id(BESIDE_THE_WORKER, "{\"routes\": [" + "{\"page\": \"/a\"},".repeat(200_000)
        + "{}], \"deploymentId\": \"build-7\"}")).contains("build-7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "", "no JSON", "{\"deploymentId\": ", "{\"deploymentId\": 7}",
      "{\"deploymentId\": \"\"}", "{\"deploymentId\": \"with a space\"}",
      "{\"deploymentId\": \"0123456789012345678901234567890123\"}"})
  void isNoneIfTheManifestDoesNotTell(String json) throws IOException {
    assertThat(id(BESIDE_THE_WORKER, json)).isEmpty();
  }

  @Test
  void isNoneWithoutAManifest() throws IOException {
    assertThat(id("routes-manifest.json", "{\"deploymentId\": \"build-7\"}")).isEmpty();
  }

  private Optional<String> id(String entry, String json) throws IOException {
    return open(ArtifactZip.empty().entry(entry, json).bytes()).nextDeploymentId();
  }
}
