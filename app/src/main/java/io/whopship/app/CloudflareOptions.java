package io.whopship.app;

import io.whopship.adapter.cloudflare.setup.SetupSettings;
import io.whopship.adapter.r2.S3Settings;
import io.whopship.ports.model.identity.Secret;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which account, and what on it: the settings of {@code serve}, as far as they are there yet. */
final class CloudflareOptions {

  private static final String NOT_YET = "not-yet";

  @Option(names = "--account", paramLabel = "ID",
      description = "the account's id (WHOPSHIP_CLOUDFLARE_ACCOUNT)")
  private @Nullable String account;

  @Option(names = "--namespace", paramLabel = "NAME",
      description = "name of the installation (WHOPSHIP_CLOUDFLARE_NAMESPACE, whopship)")
  private @Nullable String namespace;

  @Option(names = "--site-url", paramLabel = "URL",
      description = "how visitors reach a site (WHOPSHIP_SITE_URL):"
          + " https://{subdomain}.example.com")
  private @Nullable String siteUrl;

  @Option(names = "--data", paramLabel = "DIR",
      description = "data folder of the server, whose probe secret the dispatcher gets"
          + " (whopship-data)")
  private @Nullable Path data;

  /** Throws {@link Configuration.Invalid} naming all that is wrong or not there. */
  Configuration read(Map<String, String> environment) {
    Map<String, String> settings = new HashMap<>(environment);
    settings.put("WHOPSHIP_EDGE", "cloudflare");
    override(settings, "WHOPSHIP_CLOUDFLARE_ACCOUNT", account);
    override(settings, "WHOPSHIP_CLOUDFLARE_NAMESPACE", namespace);
    override(settings, "WHOPSHIP_SITE_URL", siteUrl);
    override(settings, "WHOPSHIP_DATA", data == null ? null : data.toString());
    // A server needs keys to the bucket; whoever is to create it cannot have them yet.
    settings.merge("WHOPSHIP_S3_ACCESS_KEY_ID", NOT_YET, CloudflareOptions::unlessEmpty);
    settings.merge("WHOPSHIP_S3_SECRET_ACCESS_KEY", NOT_YET, CloudflareOptions::unlessEmpty);
    return Configuration.read(settings);
  }

  static CloudflareConfiguration account(Configuration configuration) {
    return switch (configuration.edge()) {
      case EdgeChoice.Cloudflare(CloudflareConfiguration chosen) -> chosen;
      case EdgeChoice.Workerd() ->
        throw new IllegalStateException("the edge was set to Cloudflare");
    };
  }

  /** What is to be there for a server of this configuration. */
  static SetupSettings setup(Configuration configuration, Secret probeSecret, boolean replace) {
    CloudflareConfiguration account = account(configuration);
    return new SetupSettings(account.api(), account.installation(),
        bucket(configuration, account), probeSecret,
        configuration.addresses().siteDomain(), replace);
  }

  /** {@code null} if artifacts are kept elsewhere, or in a jurisdiction. */
  private static @Nullable String bucket(Configuration configuration,
      CloudflareConfiguration account) {
    return switch (configuration.artifacts()) {
      case ArtifactChoice.S3(S3Settings chosen) when chosen.endpoint()
          .toString()
          .replaceAll("/+$", "")
          .equalsIgnoreCase(account.r2()) ->
        chosen.bucket();
      case ArtifactChoice.S3 elsewhere -> null;
      case ArtifactChoice.Directory() -> null;
    };
  }

  /** Whether a server could get at the bucket. */
  static boolean hasBucketKeys(Configuration configuration) {
    return configuration.artifacts() instanceof ArtifactChoice.S3(S3Settings bucket)
        && !bucket.accessKeyId().equals(NOT_YET)
        && !bucket.secretAccessKey().reveal().equals(NOT_YET);
  }

  private static void override(Map<String, String> settings, String name, @Nullable String value) {
    if (value != null) {
      settings.put(name, value);
    }
  }

  private static String unlessEmpty(String set, String otherwise) {
    return set.isEmpty() ? otherwise : set;
  }
}
