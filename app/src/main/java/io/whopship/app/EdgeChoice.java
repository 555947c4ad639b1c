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
    if (name.equals("cloudflare")) {
      return new Cloudflare(CloudflareConfiguration.read(settings));
    }
    settings.rejectIfSet(CloudflareConfiguration.NAMES,
        "is for workers on Cloudflare: set WHOPSHIP_EDGE=cloudflare, or leave it out");
    return new Workerd();
  }
}
