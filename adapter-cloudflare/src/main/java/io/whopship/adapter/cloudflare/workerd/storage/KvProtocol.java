package io.whopship.adapter.cloudflare.workerd.storage;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What workerd says for a {@code kvNamespace} binding:
 *
 * <pre>
 * GET    /key?cache_ttl=           the value, CF-KV-Metadata; 404 if there is none
 * PUT    /key?expiration_ttl=      or expiration=; CF-KV-Metadata
 * DELETE /key
 * GET    /?prefix=&amp;key_count_limit=&amp;cursor=
 * POST   /bulk/get                 {keys, type, withMetadata}
 * </pre>
 *
 * Limits and words are Cloudflare's. A write is seen by everybody at once, so that cache_ttl means
 * nothing here.
 */
final class KvProtocol implements Protocol {

  static final int MAX_VALUE_BYTES = 25 << 20;
  private static final int MAX_METADATA_BYTES = 1024;
  private static final int MAX_KEY_BYTES = 512;
  private static final int MIN_TTL_SECONDS = 60;
  private static final int MIN_CACHE_TTL_SECONDS = 30;
  private static final int MAX_LISTED = 1000;
  private static final String METADATA = "CF-KV-Metadata";
  private static final byte[] NOTHING = {};

  private final AppStorage storage;

  KvProtocol(AppStorage storage) {
    this.storage = storage;
  }

  @Override
  public void serve(Exchange exchange, Namespace namespace) throws RefusedException, IOException {
    EntryMap entries = storage.entries(namespace);
    String path = exchange.path();
    switch (exchange.method()) {
      case "GET" -> {
        if (path.equals("/")) {
          list(exchange, entries);
        } else {
          get(exchange, entries, key(path));
        }
      }
      case "PUT" -> put(exchange, entries, key(path));
      case "DELETE" -> {
        entries.remove(key(path));
        exchange.answer(200, NOTHING);
      }
      case "POST" -> {
        if (!path.equals("/bulk/get")) {
          throw RefusedException.kv(404, "There is no operation POST " + path);
        }
        KvBulkRead.read(exchange.body()).answer(exchange, entries);
      }
      default -> throw RefusedException.kv(405, "There is no operation " + exchange.method());
    }
  }

  private static String key(String path) throws RefusedException {
    String key;
    try { // in a path a plus is a plus
      key = URLDecoder.decode(path.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw RefusedException.kv(400, "The key is not URL-encoded: " + e.getMessage());
    }
    int length = utf8(key).length;
    if (length > MAX_KEY_BYTES) {
      throw RefusedException.kv(414, "UTF-8 encoded length of " + length
          + " exceeds key length limit of " + MAX_KEY_BYTES + ".");
    }
    return key;
  }

  private static void get(Exchange exchange, EntryMap entries, String key)
      throws RefusedException, IOException {
    checkCacheTtl(number(exchange, "cache_ttl"));
    Optional<OpenEntry> found = entries.open(key);
    if (found.isEmpty()) {
      exchange.answer(404, NOTHING);
      return;
    }
    try (OpenEntry open = found.get()) {
      Entry entry = open.entry();
      if (!entry.attributes().isEmpty()) {
        exchange.answerHeader(METADATA, AsciiJson.of(entry.attributes()));
      }
      exchange.answer(200, NOTHING, open.bytes(), entry.content().size());
    }
  }

  private static void checkCacheTtl(@Nullable Long seconds) throws RefusedException {
    if (seconds != null && seconds < MIN_CACHE_TTL_SECONDS) {
      throw RefusedException.kv(400, "Invalid cache_ttl of " + seconds
          + ". Cache TTL must be at least " + MIN_CACHE_TTL_SECONDS + ".");
    }
  }

  private void put(Exchange exchange, EntryMap entries, String key)
      throws RefusedException, IOException {
    long expires = expiry(exchange);
    String metadata = metadata(exchange);
    try (Draft draft = entries.draft()) {
      InputStream body = exchange.body();
      byte[] bytes = new byte[16 * 1024];
      for (int count = body.read(bytes); count >= 0; count = body.read(bytes)) {
        if (draft.size() + count > MAX_VALUE_BYTES) {
          throw RefusedException.kv(413, "Value length of more than " + MAX_VALUE_BYTES
              + " exceeds limit of " + MAX_VALUE_BYTES + ".");
        }
        draft.write(bytes, 0, count);
      }
      entries.put(key, metadata, expires, draft, false, EntryMap.Condition.ALWAYS);
    }
    exchange.answer(200, NOTHING);
  }

  /** The time to live wins, as it does at Cloudflare. */
  private long expiry(Exchange exchange) throws RefusedException {
    long now = storage.clock().millis() / 1000;
    Long ttl = number(exchange, "expiration_ttl");
    if (ttl != null) {
      if (ttl < MIN_TTL_SECONDS) {
        throw RefusedException.kv(400, "Invalid expiration_ttl of " + ttl
            + ". Expiration TTL must be at least " + MIN_TTL_SECONDS + ".");
      }
      return now + ttl;
    }
    Long expiration = number(exchange, "expiration");
    if (expiration == null) {
      return Entry.NEVER;
    }
    if (expiration < now + MIN_TTL_SECONDS) {
      throw RefusedException.kv(400, "Invalid expiration of " + expiration
          + ". Expiration times must be at least " + MIN_TTL_SECONDS
          + " seconds in the future.");
    }
    return expiration;
  }

  private static String metadata(Exchange exchange) throws RefusedException {
    String metadata = exchange.header(METADATA);
    if (metadata == null) {
      return "";
    }
    int length = utf8(metadata).length;
    if (length > MAX_METADATA_BYTES) {
      throw RefusedException.kv(413, "Metadata length of " + length + " exceeds limit of "
          + MAX_METADATA_BYTES + ".");
    }
    try {
      Json.decodeValue(metadata);
    } catch (DecodeException e) {
      throw RefusedException.kv(400, "The metadata is not JSON: " + e.getMessage());
    }
    return metadata;
  }

  private static void list(Exchange exchange, EntryMap entries)
      throws RefusedException, IOException {
    Long asked = number(exchange, "key_count_limit");
    if (asked != null && (asked < 1 || asked > MAX_LISTED)) {
      throw RefusedException.kv(400, "Invalid key_count_limit of " + asked
          + ". Please specify an integer of 1 to " + MAX_LISTED + ".");
    }
    long limit = asked == null ? MAX_LISTED : asked;
    String prefix = text(exchange, "prefix");
    String after = cursor(text(exchange, "cursor"));
    Iterator<EntryMap.Keyed> found = entries.from(Cursors.later(prefix, after));
    JsonArray keys = new JsonArray();
    String last = "";
    while (found.hasNext()) {
      EntryMap.Keyed next = found.next();
      if (!next.key().startsWith(prefix)) {
        break;
      }
      if (next.key().equals(after)) {
        continue;
      }
      if (keys.size() == limit) {
        answerList(exchange, new JsonObject().put("keys", keys)
            .put("list_complete", false)
            .put("cursor", Cursors.encode(last)));
        return;
      }
      keys.add(listed(next));
      last = next.key();
    }
    answerList(exchange, new JsonObject().put("keys", keys).put("list_complete", true));
  }

  private static String cursor(String cursor) throws RefusedException {
    try {
      return Cursors.decode(cursor);
    } catch (IllegalArgumentException e) {
      throw RefusedException.kv(400, "Invalid cursor: it is none that a list answered.");
    }
  }

  private static JsonObject listed(EntryMap.Keyed found) {
    JsonObject key = new JsonObject().put("name", found.key());
    if (found.entry().expires() != Entry.NEVER) {
      key.put("expiration", found.entry().expires());
    }
    if (!found.entry().attributes().isEmpty()) {
      key.put("metadata", found.entry().attributes()); // as text: workerd parses it
    }
    return key;
  }

  private static void answerList(Exchange exchange, JsonObject list) throws IOException {
    exchange.answer(200, utf8(list.encode()));
  }

  private static @Nullable Long number(Exchange exchange, String name) throws RefusedException {
    String value = exchange.parameter(name);
    try {
      return value == null ? null : Long.valueOf(value);
    } catch (NumberFormatException e) {
      throw RefusedException.kv(400, "Invalid " + name + " of " + value
          + ". Please specify an integer.");
    }
  }

  private static String text(Exchange exchange, String name) {
    String value = exchange.parameter(name);
    return value == null ? "" : value;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void refuse(Exchange exchange, RefusedException refused) throws IOException {
    exchange.refuse(refused.status(), String.valueOf(refused.getMessage()));
  }

  @Override
  public RefusedException full(StorageFullException full) {
    return RefusedException.kv(507, String.valueOf(full.getMessage()));
  }

  @Override
  public RefusedException tooMany(String message) {
    return RefusedException.kv(429, message);
  }

  @Override
  public RefusedException failed() {
    return RefusedException.kv(500, "The storage failed. Its server's log says why.");
  }
}
