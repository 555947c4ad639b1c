package io.whopship.adapter.cloudflare.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.whopship.adapter.cloudflare.api.Call.Trait;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Judges an answer. Whether a call was done, its envelope says, not its status; what has none comes
 * from whatever stands before the API.
 */
final class Envelope {

  /** Two change the same thing at once: this one had no effect. */
  private static final int BUSY_CODE = 10035;
  private static final int THROTTLED_CODE = 971;
  private static final int LONGEST_MESSAGE = 600;
  private static final Pattern JWT = Pattern
      .compile("eyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");

  private final Call call;
  private final int status;
  private final HttpHeaders headers;
  private final byte[] body;
  private final String token;

  /**
   * @param token to be kept out of all messages
   */
  Envelope(Call call, HttpResponse<byte[]> response, String token) {
    this.call = call;
    this.status = response.statusCode();
    this.headers = response.headers();
    this.body = response.body();
    this.token = token;
  }

  Attempt judge() {
    if (headers.firstValue("cf-mitigated").orElse("").equals("challenge")) {
      return refused("a challenge for browsers, by a rule of the firewall. Let the address of this"
          + " machine pass it.");
    }
    if (call.is(Trait.RAW) && status < 300) {
      if (call.is(Trait.JSON) && (body.length == 0 || parsed() == null)) {
        return strange();
      }
      return new Attempt.Answered(
          new Reply.Done(status, BinaryNode.valueOf(body), MissingNode.getInstance()));
    }
    if (body.length == 0 && (status == 204 || status == 205)) {
      return done(MissingNode.getInstance());
    }
    JsonNode json = parsed();
    if (json == null || !json.path("success").isBoolean()) {
      return strange();
    }
    return json.path("success").booleanValue() ? done(json) : failed(json);
  }

  private Attempt done(JsonNode json) {
    if (call.is(Trait.NEEDS_RESULT) && !json.path("result").isContainerNode()) {
      return new Attempt.Troubled(answered() + " without a result", false, null);
    }
    return new Attempt.Answered(
        new Reply.Done(status, json.path("result"), json.path("result_info")));
  }

  private Attempt failed(JsonNode json) {
    List<Reply.Fault> faults = new ArrayList<>();
    for (JsonNode error : json.path("errors")) {
      faults.add(new Reply.Fault(error.path("code").asInt(Reply.Fault.NO_CODE),
          line(error.path("message").asText())));
    }
    if (faults.isEmpty()) {
      faults.add(new Reply.Fault(Reply.Fault.NO_CODE, "no reason"));
    }
    Reply.Refused refused = new Reply.Refused(call, status, faults, ray());
    if (status == 429 || refused.has(THROTTLED_CODE)) {
      return throttled();
    }
    if (status >= 500 || status == 408 || refused.has(BUSY_CODE)) {
      return new Attempt.Troubled(answered() + ": " + refused.said(), refused.has(BUSY_CODE), null);
    }
    return call.passing().stream().anyMatch(refused::has)
        ? new Attempt.Passing(answered() + ": " + refused.said(), refused)
        : new Attempt.Answered(refused);
  }

  /** Not the API's own words. */
  private Attempt strange() {
    if (status == 429) {
      return throttled();
    }
    String type = headers.firstValue("content-type").orElse("");
    String how = body.length == 0
        ? "nothing at all"
        : type.startsWith("text/html")
            ? "an HTML page"
            : isJson(type) || status < 300
                ? "JSON that is cut off, or none"
                : "\"" + line(text()) + "\"";
    return status < 300 || status == 408 || status >= 500 || isJson(type)
        ? new Attempt.Troubled(answered() + " with " + how, false, null)
        : refused(how + ", which is not an answer of the API");
  }

  /** Who says that it is JSON is the API, whatever came of it. */
  private static boolean isJson(String type) {
    return type.startsWith("application/json");
  }

  private Attempt refused(String how) {
    return new Attempt.Answered(new Reply.Refused(call, status,
        List.of(new Reply.Fault(Reply.Fault.NO_CODE, how)), ray()));
  }

  private Attempt throttled() {
    return new Attempt.Throttled(answered(), RateHeaders.retryAfter(headers, Instant.now()));
  }

  private String answered() {
    String ray = ray();
    return "Cloudflare answered " + status + " to " + call.what()
        + (ray.isEmpty() ? "" : " (cf-ray " + ray + ")");
  }

  private String ray() {
    return line(headers.firstValue("cf-ray").orElse(""));
  }

  private @Nullable JsonNode parsed() {
    try {
      return Json.read(body);
    } catch (IOException e) {
      return null;
    }
  }

  private String text() {
    return new String(body, UTF_8);
  }

  /** On one line, not too long, and without what must stay secret. */
  private String line(String text) {
    String line = JWT.matcher(text.replace(token, "********"))
        .replaceAll("********")
        .replaceAll("\\p{Cntrl}+", " ")
        .strip();
    return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "...";
  }
}
