package io.whopship.adapter.cloudflare.workerd.storage;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Iterator;

/** One page of a bucket. Belongs to one thread. */
final class R2Listing {

  private static final int MAX_LISTED = 1000;
  /** workerd takes a page of up to 1 MiB; one object more has some 30 KiB at most. */
  private static final int FULL_PAGE_BYTES = 900_000;
  private static final int HTTP = 0;
  private static final int CUSTOM = 1;

  private final EntryMap entries;
  private final String prefix;
  private final String delimiter;
  private final String after;
  private final String afterGroup;
  private final long limit;
  private final JsonArray include;
  private final JsonArray objects = new JsonArray();
  private final JsonArray groups = new JsonArray();
  private String last = "";
  private int bytes;

  R2Listing(EntryMap entries, R2Request request) throws RefusedException {
    this.entries = entries;
    this.prefix = request.text("prefix");
    this.delimiter = request.text("delimiter");
    this.include = request.array("include");
    this.limit = request.number("limit", MAX_LISTED);
    if (limit < 1 || limit > MAX_LISTED) {
      throw RefusedException.r2(R2Fault.INVALID_LIMIT,
          "MaxKeys params must be positive integer <= " + MAX_LISTED + ", but limit is " + limit
              + ".");
    }
    String from = decode(request.text("cursor"));
    this.afterGroup = isGroup(from) ? from : "";
    this.after = Cursors.later(from, request.text("startAfter"));
  }

  private static String decode(String cursor) throws RefusedException {
    try {
      return Cursors.decode(cursor);
    } catch (IllegalArgumentException e) {
      throw RefusedException.r2(R2Fault.INVALID_ARGUMENT,
          "The cursor is none that a list answered.");
    }
  }

  /** A key below the prefix is listed itself if it has no delimiter there. */
  private boolean isGroup(String key) {
    return key.startsWith(prefix) && !key.isEmpty() && group(key).equals(key);
  }

  /** What a key is listed as: itself, or its beginning up to the first delimiter. */
  private String group(String key) {
    int end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
    return end < 0 ? "" : key.substring(0, end + delimiter.length());
  }

  JsonObject page() {
    Iterator<EntryMap.Keyed> found = entries.from(Cursors.later(prefix, after));
    if (!afterGroup.isEmpty()) {
      found = behind(afterGroup);
    }
    while (found.hasNext()) {
      EntryMap.Keyed next = found.next();
      if (!next.key().startsWith(prefix)) {
        break;
      }
      if (next.key().equals(after)) {
        continue;
      }
      if (objects.size() + groups.size() == limit || bytes > FULL_PAGE_BYTES) {
        return answer(true).put("cursor", Cursors.encode(last));
      }
      String group = group(next.key());
      if (group.isEmpty()) {
        add(next);
      } else {
        groups.add(group);
        last = group;
        bytes += encodedLength(Json.encode(group));
        found = behind(group);
      }
    }
    return answer(false);
  }

  /** Goes on without a look at what is in the group, however much that is. */
  private Iterator<EntryMap.Keyed> behind(String group) {
    String successor = Cursors.successor(group);
    return successor.isEmpty()
        ? Collections.emptyIterator()
        : entries.from(Cursors.later(successor, after));
  }

  private void add(EntryMap.Keyed found) {
    JsonObject object = R2Object.described(found.key(), found.entry());
    if (!include.contains(HTTP)) {
      object.remove(R2Object.HTTP_FIELDS);
    }
    if (!include.contains(CUSTOM)) {
      object.remove(R2Object.CUSTOM_FIELDS);
    }
    objects.add(object);
    last = found.key();
    bytes += encodedLength(object.encode());
  }

  private static int encodedLength(String json) {
    return json.getBytes(StandardCharsets.UTF_8).length;
  }

  private JsonObject answer(boolean truncated) {
    return new JsonObject().put("objects", objects)
        .put("truncated", truncated)
        .put("delimitedPrefixes", groups);
  }
}
