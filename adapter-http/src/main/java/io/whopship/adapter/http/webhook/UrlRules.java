package io.whopship.adapter.http.webhook;

import io.whopship.ports.model.webhooks.WebhookUrl;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** To which URLs requests may go, as far as that shows without asking for addresses. */
final class UrlRules {

  private static final int HTTPS = 443;

  /** Below are the services of a machine, for which this one must not be made to knock. */
  private static final int FIRST_FREE_PORT = 1024;

  /** What Java reads as an address by itself. */
  private static final Pattern ADDRESS = Pattern
      .compile("\\[[0-9a-fA-F:.]+]|(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");

  private final boolean privateAllowed;
  private final AddressRules addresses;

  UrlRules(boolean privateAllowed) {
    this.privateAllowed = privateAllowed;
    this.addresses = new AddressRules(privateAllowed);
  }

  Optional<String> refusal(WebhookUrl url) {
    String host = url.uri().getHost().toLowerCase(Locale.ROOT);
    if (!url.isSecure() && !(privateAllowed && isLoopback(host))) {
      return Optional.of("must begin with https://");
    }
    if (!privateAllowed && url.port() != HTTPS && url.port() < FIRST_FREE_PORT) {
      return Optional.of("must have port 443, or one of 1024 or more");
    }
    if (!privateAllowed && isLocalName(host)) {
      return Optional.of("must not be on this machine");
    }
    return literal(host).filter(address -> !addresses.allows(address))
        .map(address -> refused(List.of(address)));
  }

  /** Why the addresses of a host may not be asked, one and all; empty if they may. */
  Optional<String> refusal(boolean secure, List<InetAddress> found) {
    List<InetAddress> wrong = found.stream()
        .filter(
            address -> !addresses.allows(address) || (!secure && !address.isLoopbackAddress()))
        .toList();
    return wrong.isEmpty() ? Optional.empty() : Optional.of(refused(wrong));
  }

  /** Names no address that was found: what a name means inside is not for those outside. */
  private static String refused(List<InetAddress> wrong) {
    return "must lead to a public address, but " + (wrong.size() == 1 ? "one" : wrong.size())
        + " of its addresses is private, reserved or of this machine";
  }

  private static boolean isLocalName(String host) {
    return host.matches("(.*\\.)?localhost\\.?");
  }

  private static boolean isLoopback(String host) {
    return isLocalName(host)
        || literal(host).filter(InetAddress::isLoopbackAddress).isPresent();
  }

  private static Optional<InetAddress> literal(String host) {
    try {
      return ADDRESS.matcher(host).matches()
          ? Optional.of(InetAddress.getByName(host))
          : Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
