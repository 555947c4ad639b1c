package io.whopship.app;

import io.whopship.ports.model.apps.SiteAddresses;
import io.whopship.ports.model.apps.Subdomain;
import java.net.URI;
import java.util.Locale;

/**
 * Where this server listens, and under which addresses it is reached.
 *
 * @param apiUrl under which callers reach the API, which may be that of a proxy before this server
 * @param sitesPort of the sites, if workers run on this machine
 * @param sites under which visitors reach sites, likewise
 */
record Addresses(String host, int port, URI apiUrl, int sitesPort, SiteAddresses sites) {

  static Addresses read(Settings settings) {
    String host = settings.text("WHOPSHIP_HOST", "127.0.0.1");
    int port = settings.number("WHOPSHIP_PORT", 8000, 1, 65_535);
    int sitesPort = settings.number("WHOPSHIP_SITES_PORT", 8080, 1, 65_535);
    settings.require("WHOPSHIP_SITES_PORT", port != sitesPort,
        "must be another port than WHOPSHIP_PORT");
    URI apiUrl = settings.of("WHOPSHIP_API_URL", "http://localhost:" + port,
        Configuration::httpUrl);
    SiteAddresses sites = settings.of("WHOPSHIP_SITE_URL",
        "http://{subdomain}.localhost:" + sitesPort,
        text -> new SiteAddresses(text.toLowerCase(Locale.ROOT)));
    return new Addresses(host, port, apiUrl, sitesPort, sites);
  }

  /** The domain under which all sites are. */
  String siteDomain() {
    return aSite().getHost().substring("x.".length());
  }

  boolean sitesAreSecure() {
    return aSite().getScheme().equals("https");
  }

  private URI aSite() {
    return sites.site(new Subdomain("x"));
  }
}
