package io.whopship.testkit.cloudflare.scripts;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.testkit.cloudflare.rest.Ask;
import io.whopship.testkit.cloudflare.rest.Envelope;
import io.whopship.testkit.cloudflare.rest.Json;
import io.whopship.testkit.cloudflare.rest.RefusedException;
import io.whopship.testkit.cloudflare.rest.Router;
import io.whopship.testkit.http.Answer;
import java.time.InstantSource;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The dispatch namespaces. */
final class Namespaces {

  private static final String ALL = "/accounts/{account}/workers/dispatch/namespaces";
  private static final String ONE = ALL + "/{namespace}";

  private final InstantSource clock;
  private final Namespace account;
  private final NavigableMap<String, Namespace> byName = new ConcurrentSkipListMap<>();

  Namespaces(InstantSource clock) {
    this.clock = clock;
    this.account = Namespace.create("", clock.instant());
  }

  void addTo(Router router) {
    router.needing(ScriptsApi.PERMISSION)
        .on("GET", ALL, this::list)
        .on("POST", ALL, ask -> Envelope.ok(create(ask.text("name")).json()))
        .on("GET", ONE, ask -> Envelope.ok(of(ask).json()))
        .on("PUT", ONE, this::change)
        .on("DELETE", ONE, this::delete);
  }

  Namespace create(String name) {
    Namespace created = Namespace.create(name, clock.instant());
    if (byName.putIfAbsent(name, created) != null) {
      throw taken();
    }
    return created;
  }

  boolean contains(String name) {
    return byName.containsKey(name);
  }

  /** The account's own for "". */
  Namespace get(String name) {
    Namespace found = name.isEmpty() ? account : byName.get(name);
    if (found == null) {
      throw new RefusedException(404, 100119,
          "The specified dispatch namespace does not exist on this account.");
    }
    return found;
  }

  Namespace of(Ask ask) {
    return get(ask.path("namespace"));
  }

  private Answer list(Ask ask) {
    return Envelope.ok(ask.number("page", 1) > 1
        ? Json.array()
        : Json.array(byName.values().stream().map(Namespace::json).toList()));
  }

  private Answer change(Ask ask) {
    JsonNode body = ask.object();
    synchronized (byName) {
      Namespace before = of(ask);
      Namespace after = before.changed(body.path("name").asText(before.name()),
          body.path("trusted_workers").asBoolean(before.trusted()), clock.instant());
      if (!after.name().equals(before.name()) && contains(after.name())) {
        throw taken();
      }
      byName.remove(before.name());
      byName.put(after.name(), after);
      return Envelope.ok(after.json());
    }
  }

  private Answer delete(Ask ask) {
    byName.remove(of(ask).name());
    return Envelope.done();
  }

  List<String> names() {
    return List.copyOf(byName.keySet());
  }

  /** The code is not confirmed. */
  private static RefusedException taken() {
    return new RefusedException(409, 100120, "A dispatch namespace with that name already exists.");
  }
}
