package io.whopship.testkit.cloudflare.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.testkit.cloudflare.rest.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A KV namespace that remembers what it held, to tell what an edge far away sees of it. */
final class KvSpace {

  /**
   * A value.
   *
   * @param expires in seconds since the epoch; 0 for never
   * @param metadata missing if there is none
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Value(byte[] content, JsonNode metadata, long expires) {

    boolean alive(Instant now) {
      return expires == 0 || expires > now.getEpochSecond();
    }
  }

  /** A value as it was written at a time; none if the key was deleted then. */
  private record Write(Instant at, List<Value> values) {}

  /** Longer than any edge takes to see a write. */
  private static final Duration HISTORY = Duration.ofMinutes(10);

  private final String id;
  private String title;
  private final SortedMap<String, Deque<Write>> writes = new TreeMap<>();
  private final Map<String, Instant> notFound = new HashMap<>();

  KvSpace(String id, String title) {
    this.id = id;
    this.title = title;
  }

  String id() {
    return id;
  }

  synchronized String title() {
    return title;
  }

  synchronized void rename(String newTitle) {
    title = newTitle;
  }

  synchronized ObjectNode json() {
    return Json.object().put("id", id).put("title", title).put("supports_url_encoding", true);
  }

  synchronized void put(String key, Value value, Instant now) {
    write(key, new Write(now, List.of(value)));
  }

  synchronized void delete(String key, Instant now) {
    if (writes.containsKey(key)) {
      write(key, new Write(now, List.of()));
    }
  }

  private void write(String key, Write write) {
    Deque<Write> history = writes.computeIfAbsent(key, k -> new ArrayDeque<>());
    Instant seenByAll = write.at.minus(HISTORY);
    // The last write before that is what the slowest edge sees.
    while (history.size() > 1 && second(history).at.isBefore(seenByAll)) {
      history.removeFirst();
    }
    history.addLast(write);
  }

  private static Write second(Deque<Write> history) {
    Iterator<Write> oldestFirst = history.iterator();
    oldestFirst.next();
    return oldestFirst.next();
  }

  /** Whether the key was written less than a second ago. */
  synchronized boolean justWritten(String key, Instant now) {
    Deque<Write> history = writes.get(key);
    return history != null && history.getLast().at.plusSeconds(1).isAfter(now);
  }

  synchronized Optional<Value> get(String key, Instant now) {
    Deque<Write> history = writes.get(key);
    return history == null
        ? Optional.empty()
        : history.getLast().values.stream().filter(value -> value.alive(now)).findFirst();
  }

  /** What an edge sees to which each write takes so long; it remembers as long what it missed. */
  synchronized Optional<Value> getAtEdge(String key, Instant now, Duration delay) {
    Instant missed = notFound.get(key);
    if (missed != null && now.isBefore(missed.plus(delay))) {
      return Optional.empty();
    }
    Optional<Value> seen = arrived(key, now.minus(delay)).filter(value -> value.alive(now));
    if (seen.isEmpty() && !delay.isZero()) {
      notFound.put(key, now);
    } else {
      notFound.remove(key);
    }
    return seen;
  }

  private Optional<Value> arrived(String key, Instant until) {
    Deque<Write> history = writes.get(key);
    if (history != null) {
      Iterator<Write> newestFirst = history.descendingIterator();
      while (newestFirst.hasNext()) {
        Write write = newestFirst.next();
        if (!write.at.isAfter(until)) {
          return write.values.stream().findFirst();
        }
      }
    }
    return Optional.empty();
  }

  /** The keys that begin so, behind this one, in their order. */
  synchronized List<String> keys(String prefix, String after, int limit, Instant now) {
    List<String> keys = new ArrayList<>();
    for (String key : writes.tailMap(prefix.compareTo(after) > 0 ? prefix : after).keySet()) {
      if (keys.size() == limit || !key.startsWith(prefix)) {
        break;
      }
      if (!key.equals(after) && get(key, now).isPresent()) {
        keys.add(key);
      }
    }
    return keys;
  }
}
