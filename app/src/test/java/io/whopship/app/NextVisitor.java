package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The example app on the air, as somebody sees it who reads the pages closely. */
record NextVisitor(String host, int port) {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Pattern HIDDEN_INPUT = Pattern
      .compile("<input type=\"hidden\" name=\"([^\"]+)\"(?: value=\"([^\"]*)\")?");
  private static final Pattern SCRIPT = Pattern.compile("src=\"(/_next/static/[^\"?]+)");

  HttpResponse<String> get(String path, String... headers) {
    return send(request(path, headers), BodyHandlers.ofString());
  }

  HttpResponse<byte[]> bytes(String path, String... headers) {
    return send(request(path, headers), BodyHandlers.ofByteArray());
  }

  HttpResponse<InputStream> stream(String path) {
    return send(request(path), BodyHandlers.ofInputStream());
  }

  HttpResponse<String> post(String path, String contentType, String body) {
    return send(request(path, "Content-Type", contentType).POST(BodyPublishers.ofString(body)),
        BodyHandlers.ofString());
  }

  /** Fills in the form of a page and sends it without any JavaScript. */
  HttpResponse<String> submit(String path, String field, String value) {
    String hidden = HIDDEN_INPUT.matcher(get(path).body())
        .results()
        .map(input -> part(input.group(1), valueOf(input)))
        .collect(Collectors.joining());
    return post(path, "multipart/form-data; boundary=the-boundary",
        hidden + part(field, value) + "--the-boundary--\r\n");
  }

  private static String valueOf(MatchResult input) {
    return input.group(2) == null ? "" : input.group(2).replace("&quot;", "\"");
  }

  private static String part(String name, String value) {
    return "--the-boundary\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value
        + "\r\n";
  }

  /** What the page says of its own cache: HIT, STALE or MISS. */
  static String cache(HttpResponse<?> page) {
    return page.headers().firstValue("x-nextjs-cache").orElse("none");
  }

  /** The text of the element with this id. */
  static String element(HttpResponse<String> page, String id) {
    Matcher matcher = Pattern.compile("id=\"" + id + "\"[^>]*>([^<]*)<").matcher(page.body());
    assertThat(matcher.find()).as("#%s in %s", id, page.body()).isTrue();
    return matcher.group(1);
  }

  /** The scripts that a page asks for. */
  Set<String> scriptsOf(String path) {
    Set<String> scripts = SCRIPT.matcher(get(path).body())
        .results()
        .map(script -> script.group(1))
        .collect(Collectors.toSet());
    assertThat(scripts).as("scripts in %s", path).isNotEmpty();
    return scripts;
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Names under localhost do not resolve in Java: they go into the header. */
  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest
        .newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Host", host + ":" + port);
    return headers.length == 0 ? request : request.headers(headers);
  }

  private static <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> body) {
    try {
      return HTTP.send(request.build(), body);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
