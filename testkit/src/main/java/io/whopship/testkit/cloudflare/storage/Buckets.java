package io.whopship.testkit.cloudflare.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.testkit.cloudflare.rest.Ask;
import io.whopship.testkit.cloudflare.rest.Envelope;
import io.whopship.testkit.cloudflare.rest.Json;
import io.whopship.testkit.cloudflare.rest.RefusedException;
import io.whopship.testkit.cloudflare.rest.Router;
import io.whopship.testkit.http.Answer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;

/** The R2 buckets of the account. What they hold is another server's. */
public final class Buckets {

  public static final String PERMISSION = "Workers R2 Storage Edit";
  private static final String ALL = "/accounts/{account}/r2/buckets";
  private static final String ONE = ALL + "/{bucket}";
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]");
  private static final int PAGE = 20;

  private final InstantSource clock;
  private final NavigableMap<String, Instant> created = new ConcurrentSkipListMap<>();
  private final Set<String> filled = ConcurrentHashMap.newKeySet();

  public Buckets(InstantSource clock) {
    this.clock = clock;
  }

  public void addTo(Router router) {
    router.needing(PERMISSION)
        .on("GET", ALL, this::list)
        .on("POST", ALL, this::create)
        .on("GET", ONE, ask -> Envelope.ok(json(name(ask))))
        .on("DELETE", ONE, this::delete);
  }

  /** In their order. */
  public List<String> names() {
    return List.copyOf(created.keySet());
  }

  public boolean contains(String name) {
    return created.containsKey(name);
  }

  public void create(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new RefusedException(400, 10005, "The specified bucket name is not valid.");
    }
    if (created.putIfAbsent(name, clock.instant()) != null) {
      throw new RefusedException(409, 10004,
          "The bucket you tried to create already exists, and you own it.");
    }
  }

  /** From now on it holds something, so that it cannot be deleted. */
  public void fill(String name) {
    filled.add(name);
  }

  private String name(Ask ask) {
    if (!contains(ask.path("bucket"))) {
      throw new RefusedException(404, 10006, "The specified bucket does not exist.");
    }
    return ask.path("bucket");
  }

  private ObjectNode json(String name) {
    return Json.object()
        .put("name", name)
        .put("creation_date", String.valueOf(created.get(name)))
        .put("location", "ENAM")
        .put("storage_class", "Standard");
  }

  private Answer create(Ask ask) {
    String name = ask.text("name");
    create(name);
    return Envelope.ok(json(name));
  }

  private Answer list(Ask ask) {
    String after = ask.query("cursor").orElse("");
    int limit = Math.clamp(ask.number("per_page", PAGE), 1, 1_000);
    List<String> found = created.tailMap(after, false)
        .keySet()
        .stream()
        .filter(name -> name.contains(ask.query("name_contains").orElse("")))
        .limit(limit + 1L)
        .toList();
    List<String> shown = found.subList(0, Math.min(limit, found.size()));
    ObjectNode result = Json.object();
    result.set("buckets", Json.array(shown.stream().map(this::json).toList()));
    return Envelope.page(result, Json.object()
        .put("cursor", found.size() > limit ? shown.getLast() : "")
        .put("per_page", limit));
  }

  private Answer delete(Ask ask) {
    String name = name(ask);
    if (filled.contains(name)) {
      throw new RefusedException(409, 10008, "The bucket you tried to delete is not empty.");
    }
    created.remove(name);
    return Envelope.done();
  }
}
