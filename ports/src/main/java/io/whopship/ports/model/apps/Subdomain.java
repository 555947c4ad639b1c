package io.whopship.ports.model.apps;

import java.util.Set;

/**
 * The label under which an app is reached: a DNS label (RFC 1035, lower case) of at most 40
 * characters without {@code --}, so that the label of a preview, {@code <subdomain>--<deployment>},
 * fits into DNS' 63 characters and can never be somebody's subdomain.
 */
public record Subdomain(String label) {

  public static final int MAX_LENGTH = 40;

  private static final Set<String> RESERVED = Set.of("admin", "api", "assets", "auth", "cdn",
      "console", "dashboard", "docs", "ftp", "help", "internal", "localhost", "login", "mail",
      "ns1",
      "ns2", "preview", "smtp", "status", "support", "whopship", "www");

  public Subdomain {
    if (!label.matches("[a-z]([a-z0-9-]*[a-z0-9])?") || label.length() > MAX_LENGTH
        || label.contains("--")) {
      throw new IllegalArgumentException("subdomain must be 1 to " + MAX_LENGTH
          + " of a-z 0-9 -, start with a letter, end with a letter or digit and have no '--', but is '"
          + label + "'");
    }
  }

  /** Names kept for the platform itself: an app may not have them. */
  public boolean isReserved() {
    return RESERVED.contains(label);
  }

  @Override
  public String toString() {
    return label;
  }
}
