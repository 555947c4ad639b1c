package io.whopship.testkit.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.whopship.testkit.cloudflare.rest.Json;
import io.whopship.testkit.http.Part;
import io.whopship.testkit.http.Request;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it came, and what became of it.
 *
 * @param number from 1 on, in the order in which the bodies had come
 * @param status of the answer; 0 if there was none, or not yet
 * @param answered the body of the answer; empty if there was none, or not yet
 */
public record Call(int number, Instant at, Request request, int status, String answered) {

  public String method() {
    return request.method();
  }

  /** The path behind {@code /client/v4}, nothing decoded. */
  public String path() {
    return request.path().replaceFirst("^/client/v4", "");
  }

  /** Path and query behind {@code /client/v4}, nothing decoded. */
  public String target() {
    return request.target().replaceFirst("^/client/v4", "");
  }

  public Map<String, String> query() {
    return request.query();
  }

  public Optional<String> header(String name) {
    return request.header(name.toLowerCase(Locale.ROOT));
  }

  /** The number of bytes of the body. */
  public int size() {
    return request.body().length;
  }

  /** Of a form the parts in their order; of anything else none. */
  public List<Part> parts() {
    return request.isForm() ? request.parts() : List.of();
  }

  /** The body, or of a form the part {@code metadata}; missing if that is no JSON. */
  public JsonNode json() {
    byte[] text = request.isForm()
        ? request.part("metadata").map(Part::bytes).orElse(new byte[0])
        : request.body();
    return Json.parse(text).orElse(MissingNode.getInstance());
  }

  @Override
  public String toString() {
    return method() + " " + target() + " -> " + (status == 0 ? "no answer" : status);
  }
}
