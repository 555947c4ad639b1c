package io.whopship.app.demo;

/** What a demo deploys, version after version. */
public sealed interface DemoSite permits HelloSite, NextSite {

  /** One word, which is its subdomain too. */
  String name();

  /** The artifact of a version. May take long, and says so to who watches. */
  byte[] artifact(String version);

  /** Where a page tells its version. */
  String versionPath();

  /** The version, as that page tells it. */
  String version(String page);
}
