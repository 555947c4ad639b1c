package io.whopship.testkit.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The request line and the headers.
 *
 * @param target as it came: path and query, nothing decoded
 * @param headers by their names in lower case, in the order they came; repeated ones are joined
 */
public record RequestHead(String method, String target, Map<String, String> headers) {

  private static final int LONGEST_LINE = 64 * 1024;

  public RequestHead {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  public Optional<String> header(String lowerCaseName) {
    return Optional.ofNullable(headers.get(lowerCaseName));
  }

  static Optional<RequestHead> read(InputStream in) throws IOException {
    Optional<String> first = line(in);
    if (first.isEmpty()) {
      return Optional.empty();
    }
    String[] words = first.get().split(" ", -1);
    if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
      throw new IOException("not a request line: " + first.get());
    }
    Map<String, String> headers = new LinkedHashMap<>();
    String line = line(in).orElse("");
    while (!line.isEmpty()) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new IOException("not a header: " + line);
      }
      headers.merge(line.substring(0, colon).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip(), (one, other) -> one + ", " + other);
      line = line(in).orElse("");
    }
    return Optional.of(new RequestHead(words[0], words[1], headers));
  }

  /** A line without its end; empty if nothing comes any more. */
  static Optional<String> line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    int next = in.read();
    if (next < 0) {
      return Optional.empty();
    }
    while (next >= 0 && next != '\n') {
      line.write(next);
      if (line.size() > LONGEST_LINE) {
        throw new IOException("a line of more than " + LONGEST_LINE + " bytes");
      }
      next = in.read();
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
  }
}
