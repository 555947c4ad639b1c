package io.whopship.testkit.cloudflare;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.testkit.cloudflare.rest.Json;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that a script was asked, as Workers Observability records it once it is over.
 *
 * @param headers of the request, in lower case
 * @param status {@code null} if it was not answered
 * @param outcome {@code ok}, {@code exception}, {@code exceededCpu} and so on
 * @param wallTime until the script was done with it
 */
public record Invocation(String script, Instant at, String method, URI url,
    Map<String, String> headers, @Nullable Integer status, String outcome, Duration wallTime) {

  /** A visitor's, which took twelve milliseconds. */
  public static Invocation of(String script, Instant at, int status) {
    return new Invocation(script, at, "GET", URI.create("https://shop.example.com/"),
        Map.of("user-agent", "Mozilla/5.0"), status, "ok", Duration.ofMillis(12));
  }

  public Invocation asking(String newMethod, URI newUrl) {
    return new Invocation(script, at, newMethod, newUrl, headers, status, outcome, wallTime);
  }

  public Invocation with(Map<String, String> newHeaders) {
    return new Invocation(script, at, method, url, newHeaders, status, outcome, wallTime);
  }

  public Invocation ending(@Nullable Integer newStatus, String newOutcome) {
    return new Invocation(script, at, method, url, headers, newStatus, newOutcome, wallTime);
  }

  public Invocation taking(Duration newWallTime) {
    return new Invocation(script, at, method, url, headers, status, outcome, newWallTime);
  }

  ObjectNode json(String id) {
    boolean isError = (status != null && status >= 500) || !outcome.equals("ok");
    ObjectNode json = Json.object()
        .put("timestamp", at.toEpochMilli())
        .put("dataset", Telemetry.DATASET);
    json.putObject("source")
        .put("level", isError ? "error" : "info")
        .put("message", method + " " + url);
    json.putObject("$metadata")
        .put("id", id)
        .put("service", script)
        .put("level", isError ? "error" : "info")
        .put("message", method + " " + url)
        .put("requestId", "ray-" + id)
        .put("type", "cf-worker-event")
        .put("origin", "fetch")
        .put("trigger", method + " " + url.getPath());
    ObjectNode workers = json.putObject("$workers")
        .put("scriptName", script)
        .put("eventType", "fetch")
        .put("executionModel", "stateless")
        .put("outcome", outcome)
        .put("requestId", "ray-" + id)
        .put("cpuTimeMs", 1)
        .put("wallTimeMs", wallTime.toMillis());
    ObjectNode event = workers.putObject("event");
    ObjectNode request = event.putObject("request")
        .put("method", method)
        .put("path", url.getPath())
        .put("url", url.toString());
    ObjectNode fields = request.putObject("headers");
    headers.forEach(fields::put);
    if (status != null) {
      event.putObject("response").put("status", status);
    }
    return json;
  }
}
