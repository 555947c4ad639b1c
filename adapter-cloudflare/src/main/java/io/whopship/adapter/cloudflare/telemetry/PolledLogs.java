package io.whopship.adapter.cloudflare.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.adapter.cloudflare.api.CloudflareApi;
import io.whopship.adapter.cloudflare.telemetry.Observability.Span;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.Timer;
import io.whopship.ports.driven.WorkerLogSource;
import io.whopship.ports.driven.agents.LogSink;
import io.whopship.ports.model.rollout.ReleaseName;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * What workers on Cloudflare say, asked of Workers Observability while somebody looks: the last
 * lines of each release on its own, then what comes for all releases together, so that many that
 * are looked at cost no more calls than one. Safe for many threads.
 */
public final class PolledLogs implements WorkerLogSource {

  /** Between two questions, and so at most twenty calls a minute of the 240 that a token has. */
  static final Duration INTERVAL = Duration.ofSeconds(3);

  /** So long after it came about an event may be found for the first time. */
  static final Duration LATENESS = Duration.ofSeconds(60);

  /** What is given first to who begins to follow. */
  static final int TAIL = 1_000;

  private static final Duration HISTORY = Duration.ofHours(24);

  /** Beyond which a worker says more than anybody reads. */
  private static final int MAX_PAGES = 5;

  /** Of which one question is: their names have to fit in it. */
  private static final int MAX_SCRIPTS = 200;

  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(60);

  private final Observability observability;
  private final Timer timer;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final List<FollowedScript> followed = new CopyOnWriteArrayList<>();
  private boolean isPolling;

  public PolledLogs(CloudflareApi api, Timer timer, InstantSource clock) {
    this.observability = new Observability(api);
    this.timer = timer;
    this.clock = clock;
  }

  @Override
  public boolean isOnDemand() {
    return true;
  }

  @Override
  public Following follow(ReleaseName release, LogSink sink) {
    var script = new FollowedScript(release, HexFormat.of().toHexDigits(random.nextInt()), sink,
        followed::remove);
    timer.after(Duration.ZERO, () -> begin(script, INTERVAL));
    return script;
  }

  /** Gives the last lines; only then does the script take part in the common question. */
  private void begin(FollowedScript script, Duration backoff) {
    if (script.isClosed()) {
      return;
    }
    Instant now = clock.instant();
    try {
      List<LoggedEvent> last = events(observability.events(new Span(now.minus(HISTORY), now),
          Filter.is("$metadata.service", script.script()), TAIL, "",
          "the question what " + script.script() + " said"));
      Instant recent = now.minus(LATENESS);
      // What a full page left out is not to come behind what is newer.
      script.take(last, last.size() < TAIL || last.getFirst().at().isBefore(recent)
          ? recent
          : last.getFirst().at());
    } catch (PortException e) {
      script.trouble(unavailable(e));
      timer.after(backoff, () -> begin(script, longer(backoff)));
      return;
    }
    join(script);
  }

  private synchronized void join(FollowedScript script) {
    followed.add(script);
    if (script.isClosed()) { // meanwhile, and did not find itself in the list
      followed.remove(script);
    } else if (!isPolling) {
      isPolling = true;
      timer.after(INTERVAL, () -> poll(INTERVAL));
    }
  }

  /** The list of those who are followed; if it is empty, whoever comes next begins to poll. */
  private synchronized List<FollowedScript> toPoll() {
    isPolling = !followed.isEmpty();
    return List.copyOf(followed);
  }

  /** Goes on for as long as somebody is followed; more calls are followed by more of a pause. */
  private void poll(Duration backoff) {
    List<FollowedScript> scripts = toPoll();
    Duration pause = backoff;
    Duration nextBackoff = longer(backoff);
    try {
      int calls = 0;
      for (int from = 0; from < scripts.size(); from += MAX_SCRIPTS) {
        calls += read(scripts.subList(from, Math.min(from + MAX_SCRIPTS, scripts.size())));
      }
      pause = INTERVAL.multipliedBy(Math.max(calls, 1));
      nextBackoff = INTERVAL;
    } catch (PortException e) {
      scripts.forEach(script -> script.trouble(unavailable(e)));
    } finally {
      if (!scripts.isEmpty()) {
        Duration next = nextBackoff;
        timer.after(pause, () -> poll(next));
      }
    }
  }

  /** Gives these scripts what they said; answers how many calls that took. */
  private int read(List<FollowedScript> scripts) {
    Instant now = clock.instant();
    Instant since = scripts.stream()
        .map(FollowedScript::horizon)
        .min(Comparator.naturalOrder())
        .orElse(now);
    Set<String> names = scripts.stream()
        .map(FollowedScript::script)
        .collect(Collectors.toCollection(TreeSet::new));
    List<JsonNode> found = new ArrayList<>();
    String behind = "";
    boolean isMore = true;
    int pages = 0;
    while (isMore && pages < MAX_PAGES) {
      List<JsonNode> page = observability.events(new Span(since, now),
          Filter.isIn("$metadata.service", names), Observability.LONGEST_PAGE, behind,
          "the question what workers say");
      pages++;
      found.addAll(page);
      isMore = page.size() == Observability.LONGEST_PAGE;
      behind = isMore ? page.getLast().path("$metadata").path("id").asText() : "";
    }
    var byScript = events(found).stream().collect(Collectors.groupingBy(LoggedEvent::script));
    for (FollowedScript script : scripts) {
      if (isMore) {
        script.skipped("more is said than can be read from Cloudflare: lines are left out here");
      }
      script.take(byScript.getOrDefault(script.script(), List.of()), now.minus(LATENESS));
    }
    return pages;
  }

  private static List<LoggedEvent> events(List<JsonNode> found) {
    return found.stream().map(LoggedEvent::of).sorted(LoggedEvent.IN_TIME).toList();
  }

  private static String unavailable(PortException e) {
    return "the log cannot be had from Cloudflare just now: " + e.getMessage();
  }

  private static Duration longer(Duration backoff) {
    Duration twice = backoff.multipliedBy(2);
    return twice.compareTo(LONGEST_BACKOFF) < 0 ? twice : LONGEST_BACKOFF;
  }
}
