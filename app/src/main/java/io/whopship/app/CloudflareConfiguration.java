package io.whopship.app;

import io.whopship.adapter.cloudflare.api.ApiSettings;
import io.whopship.adapter.cloudflare.edge.CloudflareSettings;
import io.whopship.adapter.cloudflare.edge.CloudflareSettings.ObjectAccess;
import io.whopship.adapter.cloudflare.edge.Installation;
import io.whopship.ports.model.identity.Secret;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an operator sets to have workers on Cloudflare.
 *
 * @param probeSecret {@code null} for the one in the data folder
 * @param visitors where visitors come in; {@code null} goes by the names of sites
 */
record CloudflareConfiguration(ApiSettings api, Installation installation,
    @Nullable Secret probeSecret, Duration spread, Duration figuresDelay,
    @Nullable InetSocketAddress visitors) {

  private static final String NO_ACCOUNT = "0".repeat(32);

  static final Set<String> NAMES = Set.of("WHOPSHIP_CLOUDFLARE_ACCOUNT",
      "WHOPSHIP_CLOUDFLARE_TOKEN", "WHOPSHIP_CLOUDFLARE_NAMESPACE", "WHOPSHIP_CLOUDFLARE_API",
      "WHOPSHIP_CLOUDFLARE_SPREAD", "WHOPSHIP_CLOUDFLARE_FIGURES_DELAY",
      "WHOPSHIP_CLOUDFLARE_VISITORS", "WHOPSHIP_PROBE_SECRET");

  static CloudflareConfiguration read(Settings settings) {
    String account = settings.text("WHOPSHIP_CLOUDFLARE_ACCOUNT", "");
    boolean accountIsGood = account.matches("[0-9a-f]{32}");
    settings.require("WHOPSHIP_CLOUDFLARE_ACCOUNT", accountIsGood,
        "must be the id of the account, 32 digits of 0-9 a-f");
    Secret token = secret(settings, "WHOPSHIP_CLOUDFLARE_TOKEN");
    Installation installation = settings.of("WHOPSHIP_CLOUDFLARE_NAMESPACE", "whopship",
        Installation::new);
    URI api = settings.of("WHOPSHIP_CLOUDFLARE_API", ApiSettings.CLOUDFLARE.toString(),
        Configuration::httpUrl);
    Duration spread = settings.of("WHOPSHIP_CLOUDFLARE_SPREAD",
        CloudflareSettings.USUAL_SPREAD.toSeconds() + "s", Durations::parse);
    Duration figuresDelay = settings.of("WHOPSHIP_CLOUDFLARE_FIGURES_DELAY",
        CloudflareSettings.USUAL_FIGURES_DELAY.toSeconds() + "s", Durations::parse);
    settings.require("WHOPSHIP_CLOUDFLARE_FIGURES_DELAY", !figuresDelay.isNegative(),
        "must be 0s or more");
    settings.require("WHOPSHIP_CLOUDFLARE_SPREAD", !spread.isNegative(), "must be 0s or more");
    String probe = settings.text("WHOPSHIP_PROBE_SECRET", "");
    settings.require("WHOPSHIP_PROBE_SECRET", probe.isEmpty() || probe.length() >= 16,
        "must have 16 characters or more");
    String visitors = settings.text("WHOPSHIP_CLOUDFLARE_VISITORS", "");
    return new CloudflareConfiguration(
        // of what follows from a wrong one nobody needs to hear
        ApiSettings.of(api, accountIsGood ? account : NO_ACCOUNT, token), installation,
        probe.isEmpty() ? null : new Secret(probe), spread, figuresDelay,
        visitors.isEmpty()
            ? null
            : settings.of("WHOPSHIP_CLOUDFLARE_VISITORS", "127.0.0.1:80",
                CloudflareConfiguration::address));
  }

  /** The secret of this server's probes, which is made if it is not there yet. */
  Secret probeSecret(DataDirectory data) throws IOException {
    return probeSecret == null ? data.probeSecret() : probeSecret;
  }

  /** The same to be compared with, where nothing may be made: if there is none, one of nobody. */
  Secret knownProbeSecret(Path data) throws IOException {
    return probeSecret == null
        ? DataDirectory.probeSecretWithin(data).orElse(new Secret("not made yet"))
        : probeSecret;
  }

  static Secret secret(Settings settings, String name) {
    String text = settings.text(name, "");
    settings.require(name, text.matches("[\\x21-\\x7e]+"),
        "must be set, to printable ASCII characters without spaces");
    return new Secret(text.isEmpty() ? "none" : text);
  }

  private static InetSocketAddress address(String text) {
    URI address = URI.create("http://" + text);
    if (address.getHost() == null || address.getPort() < 1) {
      throw new IllegalArgumentException("must be a host and a port, but is '" + text + "'");
    }
    return InetSocketAddress.createUnresolved(address.getHost(), address.getPort());
  }

  /** Where the account's R2 is. */
  String r2() {
    return "https://" + api.account() + ".r2.cloudflarestorage.com";
  }

  /** Where those of its buckets are that never leave the European Union. */
  String r2OfEurope() {
    return "https://" + api.account() + ".eu.r2.cloudflarestorage.com";
  }

  /** Whether a store may be this account's; of another API than Cloudflare's, any may. */
  boolean hasR2At(URI endpoint) {
    String url = endpoint.toString().toLowerCase(Locale.ROOT).replaceAll("/+$", "");
    return !isCloudflare() || api.account().equals(NO_ACCOUNT) || url.equals(r2())
        || url.equals(r2OfEurope());
  }

  /** Where apps' buckets are: wherever that of the artifacts is, Cloudflare's are in one place. */
  URI objects(URI artifacts) {
    return isCloudflare() ? URI.create(r2()) : artifacts;
  }

  private boolean isCloudflare() {
    return api.baseUrl().equals(ApiSettings.CLOUDFLARE);
  }

  CloudflareSettings edge(Secret probes, ObjectAccess objects, boolean https) {
    return new CloudflareSettings(api, installation, probes, objects, spread,
        figuresDelay, https, visitors);
  }
}
