package io.whopship.app;

/** Where workers run. */
sealed interface EdgeChoice {

  /** In processes of this machine. */
  record Workerd() implements EdgeChoice {}

  /** On Cloudflare's network. */
  record Cloudflare(CloudflareConfiguration account) implements EdgeChoice {}

  static EdgeChoice read(Settings settings) {
    String name = settings.text("WHOPSHIP_EDGE", "workerd");
    settings.require("WHOPSHIP_EDGE", name.equals("workerd") || name.equals("cloudflare"),
        "must be workerd or cloudflare");
    settings.know(CloudflareConfiguration.NAMES);
    return name.equals("cloudflare")
        ? new Cloudflare(CloudflareConfiguration.read(settings))
        : new Workerd();
  }
}
