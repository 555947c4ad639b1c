package io.whopship.agent.link;

import io.whopship.agent.Backoff;
import java.net.URI;
import java.time.Duration;

/**
 * Which server, and how patient an agent is with it.
 *
 * @param server the URL of its API
 * @param version of this agent, told to the server
 * @param hostname of this machine, told to the server
 * @param firstPause before the second try to connect; twice as long before each further one
 * @param longestPause but never longer
 * @param ping how often the server is shown a sign of life
 * @param silence after which a server that shows none is taken for dead
 * @param spool how long containers are followed while the server is away
 */
public record LinkSettings(URI server, String version, String hostname, Duration firstPause,
    Duration longestPause, Duration ping, Duration silence, Duration spool) {

  /** The defaults, for this server. */
  public static LinkSettings to(URI server, String version, String hostname) {
    return new LinkSettings(server, version, hostname, Duration.ofMillis(500),
        Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofSeconds(60),
        Duration.ofMinutes(10));
  }

  public LinkSettings withPauses(Duration first, Duration longest) {
    return new LinkSettings(server, version, hostname, first, longest, ping, silence, spool);
  }

  public LinkSettings withPing(Duration every, Duration silent) {
    return new LinkSettings(server, version, hostname, firstPause, longestPause, every, silent,
        spool);
  }

  public LinkSettings withSpool(Duration time) {
    return new LinkSettings(server, version, hostname, firstPause, longestPause, ping, silence,
        time);
  }

  /**
   * The URL of an API.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static URI serverUrl(String text) {
    URI url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    String scheme = url.getScheme();
    if (url.getHost() == null || scheme == null || !scheme.matches("https?")
        || url.getQuery() != null || url.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "must be an http or https URL, such as https://api.example.com, but is '" + text + "'");
    }
    return url;
  }

  URI registration() {
    return URI.create(server + "/api/agents/register");
  }

  URI connection() {
    return URI.create(server.toString().replaceFirst("^http", "ws") + "/api/agents/connect");
  }

  Backoff backoff() {
    return new Backoff(firstPause, longestPause);
  }
}
