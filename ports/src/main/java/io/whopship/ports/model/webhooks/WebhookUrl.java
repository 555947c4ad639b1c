package io.whopship.ports.model.webhooks;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where messages are sent. Whether they may go there is for
 * {@link io.whopship.ports.driven.webhooks.WebhookSender} to say.
 */
public record WebhookUrl(URI uri) {

  public static final int MAX_LENGTH = 2048;

  public WebhookUrl {
    String text = uri.toString();
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "url must be at most " + MAX_LENGTH + " characters, but has " + text.length());
    }
    if (!text.matches("(?i)https?://[\\x21-\\x7e]+") || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "url must be https:// and a host, without spaces, but is '" + text + "'");
    }
    if (uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "url must have no user name or password: messages are signed instead");
    }
    if (uri.getRawFragment() != null) {
      throw new IllegalArgumentException("url must have no part behind a #");
    }
    if (uri.getPort() == 0 || uri.getPort() > 65_535) {
      throw new IllegalArgumentException("url must have a port from 1 to 65535, if any");
    }
  }

  public static WebhookUrl parse(String text) {
    try {
      return new WebhookUrl(new URI(text));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("url cannot be read: " + e.getReason(), e);
    }
  }

  public boolean isSecure() {
    return "https".equalsIgnoreCase(uri.getScheme());
  }

  /** The port that is meant, also if none is written. */
  public int port() {
    if (uri.getPort() > 0) {
      return uri.getPort();
    }
    return isSecure() ? 443 : 80;
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
