package io.whopship.app;

import io.whopship.adapter.r2.S3Settings;
import io.whopship.ports.model.identity.Secret;
import java.util.Map;
import java.util.Optional;

/** Where artifacts lie. */
sealed interface ArtifactChoice {

  /** In the data folder. */
  record Directory() implements ArtifactChoice {}

  record S3(S3Settings bucket) implements ArtifactChoice {}

  /** What is set, by the names that {@link S3Settings} has for it. */
  Map<String, String> NAMES = Map.of("endpoint", "WHOPSHIP_S3_ENDPOINT", "region",
      "WHOPSHIP_S3_REGION", "bucket", "WHOPSHIP_S3_BUCKET", "accessKeyId",
      "WHOPSHIP_S3_ACCESS_KEY_ID", "secretAccessKey", "WHOPSHIP_S3_SECRET_ACCESS_KEY", "pathStyle",
      "WHOPSHIP_S3_PATH_STYLE");

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
    if (bucket.isEmpty()) {
      settings.rejectIfSet(NAMES.values(),
          "is for artifacts in a bucket: set WHOPSHIP_S3_BUCKET, or leave it out");
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
      S3Settings chosen = S3Settings.of(S3Settings.endpoint(endpoint), bucket, accessKey, secretKey)
          .withRegion(region)
          .withPathStyle(pathStyle.equals("yes"));
      account.ifPresent(there -> requireItsOwn(settings, there, chosen));
      return new S3(chosen);
    } catch (IllegalArgumentException e) {
      String[] problem = String.valueOf(e.getMessage()).split(" ", 2);
      settings.reject(NAMES.getOrDefault(problem[0], problem[0]) + ": " + problem[1]);
      return new Directory();
    }
  }

  /** The keys are those to apps' buckets, too, and those are never anywhere else. */
  private static void requireItsOwn(Settings settings, CloudflareConfiguration account,
      S3Settings chosen) {
    if (!account.hasR2At(chosen.endpoint())) {
      settings.reject("WHOPSHIP_S3_ENDPOINT: must be the R2 of the account, as workers are on"
          + " Cloudflare: leave it out for " + account.r2() + ", or take that of a jurisdiction, "
          + account.r2OfEurope() + " (it is '" + chosen.endpoint() + "')");
    }
  }
}
