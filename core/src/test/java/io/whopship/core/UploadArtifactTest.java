package io.whopship.core;

import static io.whopship.core.Platform.ALICE;
import static io.whopship.core.Platform.MALLORY;
import static io.whopship.core.Platform.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driving.CreateDeployment.Outcome.Created;
import io.whopship.ports.driving.UploadArtifact;
import io.whopship.ports.driving.UploadArtifact.Body;
import io.whopship.ports.driving.UploadArtifact.Outcome;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.artifact.ArtifactLimits;
import io.whopship.ports.model.artifact.Checksum;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class UploadArtifactTest {

  private static final Pattern SIGNED = Pattern.compile(
      ".*/uploads/(?<key>[^?]+)\\?expires=(?<expires>\\d+)&signature=(?<signature>.+)");

  private final Platform platform = new Platform(settings -> settings.withLimits(tenBytes()));
  private final UploadArtifact uploading = platform.core.deployments().upload();

  @Test
  void anArtifactIsStoredAndItsChecksumTold() {
    DeploymentId id = pending();

    assertThat(uploading.upload(ALICE, id, body("a zip"))).isEqualTo(
        new Outcome.Uploaded(5, new Checksum(
            "9a44557465efc644b7117e93eaf13c33cd956f5f4f12ca21bd51ae94ea97169a")));
    assertThat(platform.hasArtifact(id)).isTrue();
  }

  @Test
  void aSignedUrlIsAllTheCredentialThatIsNeeded() {
    assertThat(put(platform.create(null).uploadUrl(), "a zip"))
        .isInstanceOf(Outcome.Uploaded.class);
  }

  @Test
  void aSignedUrlIsGoodForOneHour() {
    URI url = platform.create(null).uploadUrl();

    platform.clock.advance(Duration.ofMinutes(59));
    assertThat(put(url, "a zip")).isInstanceOf(Outcome.Uploaded.class);
    platform.clock.advance(Duration.ofMinutes(1));
    assertThat(put(url, "a zip")).isEqualTo(new Outcome.BadSignature(true));
  }

  @Test
  void aSignatureIsGoodForNothingElse() {
    MatchResult mine = parts(platform.create(null).uploadUrl());
    platform.create(null);
    String key = mine.group("key");
    long expires = Long.parseLong(mine.group("expires"));
    String signature = mine.group("signature");

    assertThat(signed("builds/2/artifact.zip", expires, signature)).isEqualTo(bad());
    assertThat(signed(key, expires + 1, signature)).isEqualTo(bad());
    assertThat(signed(key, expires, signature.substring(1))).isEqualTo(bad());
    assertThat(signed(key, expires, "")).isEqualTo(bad());
    assertThat(signed(key, Long.MAX_VALUE, signature)).isEqualTo(bad());
    assertThat(signed("../etc/passwd", expires, signature)).isEqualTo(bad());
    assertThat(signed(key, expires, signature)).isInstanceOf(Outcome.Uploaded.class);
  }

  @Test
  void aSignedUrlOfADeletedDeploymentLeadsNowhere() {
    Created it = platform.create(null);
    platform.core.deployments().delete().delete(ALICE, it.deployment().id());

    assertThat(put(it.uploadUrl(), "a zip")).isEqualTo(new Outcome.NoSuchDeployment());
  }

  @Test
  void whatIsAnnouncedTooLargeIsRefusedUnread() {
    InputStream unread = body("eleven byte").stream();

    assertThat(uploading.upload(ALICE, pending(), new Body(unread, 11)))
        .isEqualTo(new Outcome.TooLarge(10));
    assertThat(unread).hasContent("eleven byte");
  }

  @Test
  void whatTurnsOutTooLargeIsRefused() {
    DeploymentId id = pending();

    assertThat(uploading.upload(ALICE, id, body("eleven byte")))
        .isEqualTo(new Outcome.TooLarge(10));
    assertThat(platform.hasArtifact(id)).isFalse();
    assertThat(uploading.upload(ALICE, id, body("ten bytes.")))
        .isInstanceOf(Outcome.Uploaded.class);
  }

  @Test
  void whatIsNotWhatWasAnnouncedIsRefused() {
    Checksum announced = new Checksum("0".repeat(64));
    DeploymentId id = platform.create(announced).deployment().id();

    assertThat(uploading.upload(ALICE, id, body("a zip"))).isInstanceOfSatisfying(
        Outcome.OtherChecksum.class, other -> {
          assertThat(other.expected()).isEqualTo(announced);
          assertThat(other.actual()).isNotEqualTo(announced);
        });
  }

  @Test
  void nothingIsTakenAfterTheTrigger() {
    Created it = platform.create(null);
    platform.trigger(it.deployment().id());

    assertThat(uploading.upload(ALICE, it.deployment().id(), body("a zip")))
        .isEqualTo(new Outcome.AlreadyTriggered());
    assertThat(put(it.uploadUrl(), "a zip")).isEqualTo(new Outcome.AlreadyTriggered());
  }

  @Test
  void anUploadThatEndsAfterTheTriggerDoesNotCount() {
    DeploymentId id = pending();

    assertThat(uploading.upload(ALICE, id, slow(() -> platform.trigger(id))))
        .isEqualTo(new Outcome.AlreadyTriggered());
  }

  @Test
  void anUploadThatEndsAfterTheDeletionLeavesNothingBehind() {
    Created it = platform.create(null);
    DeploymentId id = it.deployment().id();

    assertThat(uploading.upload(ALICE, id,
        slow(() -> platform.core.deployments().delete().delete(ALICE, id))))
        .isEqualTo(new Outcome.NoSuchDeployment());
    assertThat(platform.hasArtifact(id)).isFalse();
  }

  /** Bytes before whose end something happens. */
  private static Body slow(Runnable happening) {
    return new Body(new SequenceInputStream(body("a zip").stream(), new InputStream() {
      @Override
      public int read() {
        happening.run();
        return -1;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) {
        return read();
      }
    }), -1);
  }

  @Test
  void aBrokenConnectionIsTheCallersToKnow() throws IOException {
    InputStream broken = InputStream.nullInputStream();
    broken.close();

    assertThatThrownBy(() -> uploading.upload(ALICE, pending(), new Body(broken, -1)))
        .isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void aDirectUploadIsForTheOwnerAlone() {
    assertThat(uploading.upload(MALLORY, pending(), body("a zip")))
        .isEqualTo(new Outcome.NotYours());
    assertThat(uploading.upload(MALLORY, new DeploymentId(99), body("a zip")))
        .isEqualTo(new Outcome.NoSuchDeployment());
  }

  private DeploymentId pending() {
    return platform.create(null).deployment().id();
  }

  private Outcome put(URI url, String content) {
    MatchResult parts = parts(url);
    return uploading.uploadSigned(parts.group("key"), Long.parseLong(parts.group("expires")),
        parts.group("signature"), body(content));
  }

  private Outcome signed(String key, long expires, String signature) {
    return uploading.uploadSigned(key, expires, signature, body("a zip"));
  }

  private static MatchResult parts(URI url) {
    var matcher = SIGNED.matcher(url.toString());
    assertThat(matcher.matches()).isTrue();
    return matcher.toMatchResult();
  }

  private static Outcome bad() {
    return new Outcome.BadSignature(false);
  }

  static ArtifactLimits tenBytes() {
    return new ArtifactLimits(10, 10, 1000, 1000, 1000, 1000, 10);
  }
}
