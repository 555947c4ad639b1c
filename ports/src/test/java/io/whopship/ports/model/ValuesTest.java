package io.whopship.ports.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.artifact.ArtifactKey;
import io.whopship.ports.model.artifact.AssetSettings.WorkerFirst;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.artifact.Checksum;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.identity.TokenHash;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValuesTest {

  private static final String DIGITS = "0123456789abcdef".repeat(4);

  @Test
  void aChecksumIsReadInEveryUsualForm() {
    assertThat(new Checksum("sha256:" + DIGITS)).hasToString("sha256:" + DIGITS);
    assertThat(new Checksum(DIGITS.toUpperCase(Locale.ROOT)))
        .isEqualTo(new Checksum("sha256:" + DIGITS));
    for (String bad : List.of("", "sha256:abc123", "md5:" + DIGITS, DIGITS + "0")) {
      assertThatThrownBy(() -> new Checksum(bad))
          .hasMessageStartingWith("checksum must be 'sha256:' and 64 hexadecimal digits");
    }
  }

  @Test
  void anArtifactKeyNamesItsDeployment() {
    ArtifactKey key = ArtifactKey.of(new DeploymentId(123));

    assertThat(key).hasToString("builds/123/artifact.zip");
    assertThat(key.deployment()).isEqualTo(new DeploymentId(123));
    assertThat(ArtifactKey.ifKey("builds/123/artifact.zip")).contains(key);
    for (String bad : List.of("builds/0/artifact.zip", "builds/../artifact.zip", "x", "builds/1/a",
        "builds/1/artifact.zip/..")) {
      assertThatThrownBy(() -> new ArtifactKey(bad)).isInstanceOf(IllegalArgumentException.class);
      assertThat(ArtifactKey.ifKey(bad)).isEmpty();
    }
  }

  @Test
  void aSecretIsNeverPrinted() {
    assertThat("token=" + new Secret("hunter2")).isEqualTo("token=********");
    assertThat(TokenHash.of(new Secret("hunter2")).hex())
        .isEqualTo("f52fbd32b2b3b86ff88ef6c490628285f482af15ddcb29541f94bcf526a3f6c7");
  }

  @Test
  void variablesAreNamesThatProgramsCanSay() {
    assertThat(new Variables(Map.of("API_URL", "x", "_a1", "y")).values()).containsOnlyKeys(
        "API_URL",
        "_a1");
    assertThatThrownBy(() -> new Variables(Map.of("1A", "x"))).hasMessageContaining("'1A'");
    assertThatThrownBy(() -> new Variables(Map.of("ASSETS", "x")))
        .hasMessageContaining("a binding of the platform");
    assertThatThrownBy(() -> new Variables(Map.of("A", "é".repeat(2_561))))
        .hasMessageContaining("'A' is longer than 5120 bytes");
  }

  @Test
  void namesOfAppsAndOwnersAreBounded() {
    assertThat(App.requireName("My Next.js App")).isEqualTo("My Next.js App");
    for (String bad : List.of("", " ", "a\nb", "x".repeat(101))) {
      assertThatThrownBy(() -> App.requireName(bad)).hasMessageContaining("1 to 100 characters");
    }
    assertThatThrownBy(() -> new OwnerId("")).hasMessageContaining("owner must be");
  }

  @Test
  void metadataIsBounded() {
    assertThatThrownBy(
        () -> new BuildMetadata("x".repeat(257), null, null, null, null, null, Map.of()))
        .hasMessage("metadata: nextVersion must be at most 256 characters, but has 257");
  }

  @Test
  void workerFirstPrintsAsItsJson() {
    assertThat(new WorkerFirst.Always()).hasToString("true");
    assertThat(new WorkerFirst.Matching(List.of("/api/*", "!/api/docs")))
        .hasToString("[\"/api/*\",\"!/api/docs\"]");
    assertThatThrownBy(() -> new WorkerFirst.Matching(List.of("api")))
        .hasMessageContaining("'api'");
  }

  @Test
  void aPageIsBounded() {
    assertThatThrownBy(() -> new Page.Request(1, 201))
        .hasMessage("limit must be 1 to 200, but is 201");
    assertThatThrownBy(() -> new Page.Request(0, 1))
        .hasMessageContaining("before must be 1 or more");
  }
}
