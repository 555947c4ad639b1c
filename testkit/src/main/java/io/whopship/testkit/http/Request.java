package io.whopship.testkit.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A request with all of its body. Safe for many threads. */
public final class Request {

  private final RequestHead head;
  private final byte[] body;
  private final AtomicReference<@Nullable List<Part>> parts = new AtomicReference<>();

  public Request(RequestHead head, byte[] body) {
    this.head = head;
    this.body = body;
  }

  public String method() {
    return head.method();
  }

  /** Path and query, nothing decoded. */
  public String target() {
    return head.target();
  }

  /** The path, nothing decoded. */
  public String path() {
    int query = head.target().indexOf('?');
    return query < 0 ? head.target() : head.target().substring(0, query);
  }

  /** The parameters of the query, decoded; of a repeated one the last. */
  public Map<String, String> query() {
    Map<String, String> parameters = new LinkedHashMap<>();
    int start = head.target().indexOf('?');
    if (start >= 0) {
      for (String pair : head.target().substring(start + 1).split("&", -1)) {
        String[] sides = pair.split("=", 2);
        parameters.put(decoded(sides[0]), sides.length == 2 ? decoded(sides[1]) : "");
      }
    }
    return parameters;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  public Map<String, String> headers() {
    return head.headers();
  }

  public Optional<String> header(String lowerCaseName) {
    return head.header(lowerCaseName);
  }

  public String contentType() {
    return header("content-type").orElse("");
  }

  /** The body, not a copy. */
  public byte[] body() {
    return body;
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  public boolean isForm() {
    return contentType().startsWith("multipart/form-data");
  }

  /**
   * The parts of the form, in their order.
   *
   * @throws MalformedFormException if it is none
   */
  public List<Part> parts() {
    List<Part> known = parts.get();
    if (known == null) {
      known = Multipart.parse(contentType(), body);
      parts.set(known);
    }
    return known;
  }

  /** The part of this name; empty if there is none. */
  public Optional<Part> part(String name) {
    return parts().stream().filter(part -> part.name().equals(name)).findFirst();
  }
}
