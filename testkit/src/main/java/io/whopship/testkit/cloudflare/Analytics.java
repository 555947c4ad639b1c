package io.whopship.testkit.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.testkit.cloudflare.rest.Ask;
import io.whopship.testkit.cloudflare.rest.Json;
import io.whopship.testkit.cloudflare.rest.Router;
import io.whopship.testkit.http.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Figures of invocations, grouped by the dimensions that a GraphQL query names. Of GraphQL it
 * understands no more than a filter, given literally or by variables, and which dimensions there
 * are; it answers all sums and quantiles it knows, asked for or not.
 */
final class Analytics {

  static final String PERMISSION = "Account Analytics Read";
  private static final Pattern INVOCATIONS = Pattern
      .compile("workersInvocationsAdaptive\\s*\\(([^)]*)\\)");
  private static final Pattern TERM = Pattern
      .compile("(\\w+)\\s*:\\s*(\"[^\"]*\"|\\$\\w+|\\[[^\\]]*\\])");
  private static final Pattern DIMENSIONS = Pattern.compile("dimensions\\s*\\{([^}]*)\\}");
  private static final Set<String> FILTERS = Set.of("scriptName", "scriptName_in",
      "dispatchNamespaceName", "datetime_geq", "datetime_gt", "datetime_leq", "datetime_lt");

  private final String account;
  private final InstantSource clock;
  private final List<Served> figures = new ArrayList<>();
  private volatile Duration delay = Duration.ZERO;

  Analytics(String account, InstantSource clock) {
    this.account = account;
    this.clock = clock;
  }

  void addTo(Router router) {
    router.needing(PERMISSION).on("POST", "/graphql", this::query);
  }

  void delayBy(Duration untilSeen) {
    delay = untilSeen;
  }

  void add(Served served) {
    synchronized (figures) {
      figures.add(served);
    }
  }

  private Answer query(Ask ask) {
    String query = ask.text("query");
    JsonNode variables = ask.object().path("variables");
    Matcher invocations = INVOCATIONS.matcher(query);
    if (!invocations.find()) {
      return failed("the fake knows workersInvocationsAdaptive alone");
    }
    ObjectNode terms = terms(query, variables);
    if (!terms.path("accountTag").asText(account).equals(account)) {
      return failed("not authorized for that account");
    }
    ObjectNode filter = terms.path("filter") instanceof ObjectNode given ? given : terms;
    for (String name : terms(invocations.group(1), variables).properties()
        .stream()
        .map(Map.Entry::getKey)
        .toList()) {
      if (!FILTERS.contains(name) && !Set.of("filter", "limit", "orderBy").contains(name)) {
        return failed("the fake does not know the filter '" + name + "'");
      }
    }
    ObjectNode answer = Json.object();
    answer.putObject("data")
        .putObject("viewer")
        .putArray("accounts")
        .addObject()
        .set("workersInvocationsAdaptive", grouped(matching(filter), query));
    return Answer.json(200, Json.text(answer.putNull("errors")));
  }

  private static Answer failed(String message) {
    ObjectNode answer = Json.object().putNull("data");
    answer.putArray("errors").addObject().put("message", message);
    return Answer.json(200, Json.text(answer));
  }

  /** All that is said as {@code name: value}, variables replaced. */
  private static ObjectNode terms(String query, JsonNode variables) {
    ObjectNode terms = Json.object();
    Matcher term = TERM.matcher(query);
    while (term.find()) {
      String value = term.group(2);
      if (value.startsWith("$")) {
        JsonNode variable = variables.path(value.substring(1));
        if (!variable.isMissingNode()) {
          terms.set(term.group(1), variable);
        }
      } else {
        Json.parse(value.getBytes(StandardCharsets.UTF_8))
            .ifPresent(literal -> terms.set(term.group(1), literal));
      }
    }
    return terms;
  }

  private List<Served> matching(ObjectNode filter) {
    Instant now = clock.instant();
    synchronized (figures) {
      return figures.stream()
          .filter(served -> !served.at().plus(delay).isAfter(now))
          .filter(served -> fits(served, filter))
          .toList();
    }
  }

  private static boolean fits(Served served, ObjectNode filter) {
    List<String> scripts = new ArrayList<>();
    filter.path("scriptName_in").forEach(name -> scripts.add(name.asText()));
    return filter.path("scriptName").asText(served.script()).equals(served.script())
        && (!filter.has("scriptName_in") || scripts.contains(served.script()))
        && filter.path("dispatchNamespaceName")
            .asText(served.namespace())
            .equals(served.namespace())
        && !served.at().isBefore(instant(filter, "datetime_geq", Instant.MIN))
        && !served.at().isAfter(instant(filter, "datetime_leq", Instant.MAX))
        && served.at().isAfter(instant(filter, "datetime_gt", Instant.MIN))
        && served.at().isBefore(instant(filter, "datetime_lt", Instant.MAX));
  }

  private static Instant instant(ObjectNode filter, String name, Instant otherwise) {
    return filter.has(name) ? Instant.parse(filter.path(name).asText()) : otherwise;
  }

  private static ArrayNode grouped(List<Served> matching, String query) {
    Matcher asked = DIMENSIONS.matcher(query);
    List<String> dimensions = asked.find()
        ? List.of(asked.group(1).strip().split("[\\s,]+", 0))
        : List.of();
    Map<ObjectNode, List<Served>> groups = new LinkedHashMap<>();
    for (Served served : matching) {
      groups.computeIfAbsent(dimensions(served, dimensions), key -> new ArrayList<>()).add(served);
    }
    ArrayNode rows = Json.array();
    groups.forEach((key, members) -> rows.add(row(key, members)));
    return rows;
  }

  private static ObjectNode dimensions(Served served, List<String> wanted) {
    ObjectNode dimensions = Json.object();
    for (String dimension : wanted) {
      dimensions.put(dimension, switch (dimension) {
        case "scriptName" -> served.script();
        case "dispatchNamespaceName" -> served.namespace();
        case "datetime" -> served.at().truncatedTo(ChronoUnit.SECONDS).toString();
        case "datetimeMinute" -> served.at().truncatedTo(ChronoUnit.MINUTES).toString();
        case "datetimeHour" -> served.at().truncatedTo(ChronoUnit.HOURS).toString();
        case "status" -> served.errors() > 0 ? "scriptThrewException" : "success";
        default -> "";
      });
    }
    return dimensions;
  }

  private static ObjectNode row(ObjectNode dimensions, List<Served> members) {
    ObjectNode row = Json.object();
    row.set("dimensions", dimensions);
    row.putObject("sum")
        .put("requests", members.stream().mapToLong(Served::requests).sum())
        .put("errors", members.stream().mapToLong(Served::errors).sum())
        .put("subrequests", 0);
    row.set("quantiles", quantiles(members));
    return row;
  }

  /** In microseconds; of several the slowest, as they cannot be told from the parts. */
  private static ObjectNode quantiles(List<Served> members) {
    long p50 = members.stream().mapToLong(served -> served.p50().toNanos() / 1_000).max().orElse(0);
    long p99 = members.stream().mapToLong(served -> served.p99().toNanos() / 1_000).max().orElse(0);
    ObjectNode quantiles = Json.object();
    for (String kind : List.of("cpuTime", "wallTime", "duration", "requestDuration")) {
      quantiles.put(kind + "P50", p50).put(kind + "P99", p99);
    }
    return quantiles;
  }
}
