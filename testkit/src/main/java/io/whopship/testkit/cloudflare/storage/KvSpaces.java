package io.whopship.testkit.cloudflare.storage;

import io.whopship.testkit.cloudflare.rest.Ask;
import io.whopship.testkit.cloudflare.rest.Envelope;
import io.whopship.testkit.cloudflare.rest.Json;
import io.whopship.testkit.cloudflare.rest.RefusedException;
import io.whopship.testkit.cloudflare.rest.Router;
import io.whopship.testkit.http.Answer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The KV namespaces of the account, and how a test looks at them. */
public final class KvSpaces {

  public static final String PERMISSION = "Workers KV Storage Edit";
  static final String ALL = "/accounts/{account}/storage/kv/namespaces";
  static final String ONE = ALL + "/{space}";
  private static final int PAGE = 20;
  private static final int LONGEST_PAGE = 1_000;

  private final InstantSource clock;
  private final Map<String, KvSpace> byId = new ConcurrentHashMap<>();
  private volatile Duration delay = Duration.ZERO;

  public KvSpaces(InstantSource clock) {
    this.clock = clock;
  }

  void addTo(Router router) {
    router.needing(PERMISSION)
        .on("GET", ALL, this::list)
        .on("POST", ALL, ask -> Envelope.ok(add(title(ask)).json()))
        .on("GET", ONE, ask -> Envelope.ok(of(ask).json()))
        .on("PUT", ONE, this::rename)
        .on("DELETE", ONE, this::delete);
  }

  /** Answers its id. */
  public String create(String title) {
    return add(title).id();
  }

  public boolean contains(String id) {
    return byId.containsKey(id);
  }

  /** Their ids by title. */
  public Map<String, String> ids() {
    return byId.values().stream().collect(Collectors.toMap(KvSpace::title, KvSpace::id));
  }

  /** How long a write takes to an edge. */
  public void delayBy(Duration toEdge) {
    delay = toEdge;
  }

  public Optional<byte[]> written(String id, String key) {
    return get(id).get(key, clock.instant()).map(KvSpace.Value::content);
  }

  public Optional<byte[]> readAtEdge(String id, String key) {
    return get(id).getAtEdge(key, clock.instant(), delay).map(KvSpace.Value::content);
  }

  /** All keys that have a value, in their order. */
  public List<String> keys(String id) {
    return get(id).keys("", "", Integer.MAX_VALUE, clock.instant());
  }

  KvSpace of(Ask ask) {
    return get(ask.path("space"));
  }

  private KvSpace get(String id) {
    KvSpace space = byId.get(id);
    if (space == null) {
      throw new RefusedException(404, 10013, "namespace '" + id + "' not found");
    }
    return space;
  }

  private static String title(Ask ask) {
    String title = ask.object().path("title").asText("");
    if (title.isEmpty()) {
      throw new RefusedException(400, 10019, "create namespace: 'title' is required");
    }
    return title;
  }

  private KvSpace add(String title) {
    synchronized (byId) {
      refuseTaken(title);
      KvSpace space = new KvSpace(UUID.randomUUID().toString().replace("-", ""), title);
      byId.put(space.id(), space);
      return space;
    }
  }

  private void refuseTaken(String title) {
    if (byId.values().stream().anyMatch(space -> space.title().equals(title))) {
      throw new RefusedException(400, 10014,
          "a namespace with this account ID and title already exists");
    }
  }

  private Answer list(Ask ask) {
    int page = ask.number("page", 1);
    int size = Math.clamp(ask.number("per_page", PAGE), 1, LONGEST_PAGE);
    List<KvSpace> all = byId.values()
        .stream()
        .sorted(Comparator.comparing(KvSpace::title))
        .toList();
    List<KvSpace> shown = all.stream().skip((page - 1L) * size).limit(size).toList();
    return Envelope.page(Json.array(shown.stream().map(KvSpace::json).toList()),
        Json.object()
            .put("page", page)
            .put("per_page", size)
            .put("count", shown.size())
            .put("total_count", all.size())
            .put("total_pages", (all.size() + size - 1) / size));
  }

  private Answer rename(Ask ask) {
    synchronized (byId) {
      KvSpace space = of(ask);
      if (!space.title().equals(title(ask))) {
        refuseTaken(title(ask));
        space.rename(title(ask));
      }
      return Envelope.ok(space.json());
    }
  }

  private Answer delete(Ask ask) {
    byId.remove(of(ask).id());
    return Envelope.done();
  }
}
