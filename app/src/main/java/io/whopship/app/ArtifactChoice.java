package io.whopship.app;

import io.whopship.adapter.r2.S3Settings;
import io.whopship.ports.model.identity.Secret;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/** Where artifacts lie. */
sealed interface ArtifactChoice {

  /** In the data folder. */
  record Directory() implements ArtifactChoice {}

  record S3(S3Settings bucket) implements ArtifactChoice {}

  Set<String> NAMES = Set.of("WHOPSHIP_S3_ENDPOINT", "WHOPSHIP_S3_REGION",
      "WHOPSHIP_S3_ACCESS_KEY_ID", "WHOPSHIP_S3_SECRET_ACCESS_KEY", "WHOPSHIP_S3_PATH_STYLE");

  /**
   * A bucket if one is named; with workers on Cloudflare always one, of that account's R2 unless
   * another is named.
   */
  static ArtifactChoice read(Settings settings, EdgeChoice edge) {
    Optional<CloudflareConfiguration> account = edge instanceof EdgeChoice.Cloudflare(var there)
        ? Optional.of(there)
        : Optional.empty();
    String usualBucket = account.map(there -> there.installation().builds()).orElse("");
    String bucket = settings.text("WHOPSHIP_S3_BUCKET", usualBucket);
    settings.know(NAMES);
    if (bucket.isEmpty()) {
      return new Directory();
    }
    String endpoint = settings.text("WHOPSHIP_S3_ENDPOINT",
        account.map(CloudflareConfiguration::r2).orElse(""));
    String region = settings.text("WHOPSHIP_S3_REGION", "auto");
    String accessKey = settings.text("WHOPSHIP_S3_ACCESS_KEY_ID", "");
    settings.require("WHOPSHIP_S3_ENDPOINT", !endpoint.isEmpty(),
        "must be set with WHOPSHIP_S3_BUCKET, to a URL such as https://s3.example.com");
    settings.require("WHOPSHIP_S3_ACCESS_KEY_ID", !accessKey.isEmpty(),
        "must be set with WHOPSHIP_S3_BUCKET, or with workers on Cloudflare");
    Secret secretKey = CloudflareConfiguration.secret(settings, "WHOPSHIP_S3_SECRET_ACCESS_KEY");
    String pathStyle = settings.text("WHOPSHIP_S3_PATH_STYLE", "yes");
    settings.require("WHOPSHIP_S3_PATH_STYLE", pathStyle.matches("yes|no"), "must be yes or no");
    if (endpoint.isEmpty() || accessKey.isEmpty()) {
      return new Directory(); // never used: the start fails for what was just said
    }
    try {
      return new S3(S3Settings.of(URI.create(endpoint), bucket, accessKey, secretKey)
          .withRegion(region)
          .withPathStyle(pathStyle.equals("yes")));
    } catch (IllegalArgumentException e) {
      settings.reject("WHOPSHIP_S3_...: " + e.getMessage());
      return new Directory();
    }
  }
}
