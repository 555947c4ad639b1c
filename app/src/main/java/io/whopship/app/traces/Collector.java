package io.whopship.app.traces;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.whopship.ports.driven.Checkable.Check;
import io.whopship.ports.model.identity.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who is sent spans.
 *
 * @param base URL of its OTLP over HTTP, without a slash at its end
 * @param headers sent with each request, such as its key
 */
public record Collector(URI base, Map<String, Secret> headers) {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** The exporter sets these, or the client that it sends by allows nobody to. */
  private static final Set<String> RESERVED = Set.of("connection", "content-encoding",
      "content-length", "content-type", "expect", "host", "transfer-encoding", "upgrade");

  public Collector {
    headers = Map.copyOf(headers);
  }

  /**
   * Reads headers as {@code OTEL_EXPORTER_OTLP_HEADERS} has them: {@code name=value} with commas
   * between, values percent-encoded where they must be.
   *
   * @throws IllegalArgumentException with a message that shows none of it
   */
  public static Map<String, Secret> headers(String text) {
    Map<String, Secret> headers = new TreeMap<>();
    String[] entries = text.isBlank() ? new String[0] : text.split(",", -1);
    for (int i = 0; i < entries.length; i++) {
      String[] sides = entries[i].strip().split("=", 2);
      String name = sides[0].strip().toLowerCase(Locale.ROOT);
      if (sides.length != 2 || !name.matches("[!#$%&'*+.^_`|~0-9a-z-]+")) {
        throw wrong(i, "is not name=value");
      }
      if (RESERVED.contains(name)) {
        throw wrong(i, "is a header that the exporter sets by itself");
      }
      headers.put(name, new Secret(decoded(sides[1].strip(), i)));
    }
    return headers;
  }

  private static String decoded(String value, int index) {
    String text;
    try {
      text = URLDecoder.decode(value.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      throw wrong(index, "has a % without two digits of 0-9 a-f: write %25");
    }
    if (!text.matches("[\\x20-\\x7e]*")) {
      throw wrong(index, "has a value with other than printable ASCII characters");
    }
    return text;
  }

  private static IllegalArgumentException wrong(int index, String problem) {
    return new IllegalArgumentException(
        "must be name=value,name=value, but entry " + (index + 1) + " " + problem);
  }

  /** Where spans go. */
  URI traces() {
    return URI.create(base + "/v1/traces");
  }

  /** Sends it no spans, and looks whether it takes them. */
  public Check check() {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      HttpRequest.Builder request = HttpRequest.newBuilder(traces())
          .timeout(PATIENCE)
          .header("Content-Type", "application/x-protobuf")
          .POST(BodyPublishers.noBody());
      headers.forEach((name, value) -> request.setHeader(name, value.reveal()));
      int status = client.send(request.build(), BodyHandlers.discarding()).statusCode();
      return status / 100 == 2
          ? new Check.Usable()
          : new Check.Unusable(traces() + " answers " + status + ": no traces are kept");
    } catch (IOException e) {
      return new Check.Unusable(traces() + " does not answer (" + e
          + "): no traces are kept");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Check.Unusable("interrupted");
    }
  }
}
