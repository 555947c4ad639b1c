package io.whopship.adapter.cloudflare.workerd.storage;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What workerd says for an {@code r2Bucket} binding. Who reads sends a GET with the request, JSON,
 * in the header {@code cf-r2-request}; who writes sends a PUT whose body begins with the request,
 * as long as {@code cf-r2-metadata-size} says. Answers to reads are alike, faults are in
 * {@code cf-r2-error}. Rules and words are Cloudflare's.
 */
final class R2Protocol implements Protocol {

  private static final String REQUEST = "cf-r2-request";
  private static final String METADATA_SIZE = "cf-r2-metadata-size";
  private static final String ERROR = "cf-r2-error";
  private static final int MAX_REQUEST_BYTES = 2 << 20;
  private static final int MAX_DELETED = 1000;
  private static final byte[] NOTHING = {};

  private final AppStorage storage;

  R2Protocol(AppStorage storage) {
    this.storage = storage;
  }

  @Override
  public void serve(Exchange exchange, Namespace bucket) throws RefusedException, IOException {
    try {
      switch (exchange.method()) {
        case "GET" -> read(exchange, storage.entries(bucket));
        case "PUT" -> write(exchange, bucket);
        default -> throw RefusedException.r2(R2Fault.NOT_SUPPORTED,
            "There is no operation " + exchange.method());
      }
    } catch (ClassCastException | NumberFormatException e) {
      throw RefusedException.r2(R2Fault.INVALID_ARGUMENT, "The request cannot be understood: "
          + e.getMessage());
    }
  }

  private void read(Exchange exchange, EntryMap entries) throws RefusedException, IOException {
    String header = exchange.header(REQUEST);
    R2Request request = R2Request.read(header == null ? "" : header);
    switch (request.method()) {
      case "head" -> {
        String key = request.object();
        Entry entry = entries.find(key).orElseThrow(R2Protocol::noSuchObject);
        answer(exchange, 200, R2Object.described(key, entry));
      }
      case "get" -> get(exchange, entries, request);
      case "list" -> answer(exchange, 200, new R2Listing(entries, request).page());
      default -> throw notSupported(request);
    }
  }

  private static RefusedException noSuchObject() {
    return RefusedException.r2(R2Fault.NO_SUCH_OBJECT, "The specified key does not exist.");
  }

  private static RefusedException notSupported(R2Request request) {
    return RefusedException.r2(R2Fault.NOT_SUPPORTED, "The operation '" + request.method()
        + "' is not supported on this edge.");
  }

  private static void get(Exchange exchange, EntryMap entries, R2Request request)
      throws RefusedException, IOException {
    String key = request.object();
    Optional<OpenEntry> found = entries.open(key);
    if (found.isEmpty()) {
      throw noSuchObject();
    }
    try (OpenEntry open = found.get()) {
      Entry entry = open.entry();
      JsonObject described = R2Object.described(key, entry);
      if (!R2Conditions.of(request).holdsFor(entry)) {
        exchange.answerHeader(ERROR, error(preconditionFailed()));
        answer(exchange, R2Fault.PRECONDITION_FAILED.status, described);
        return;
      }
      long size = entry.content().size();
      Optional<R2Range> asked = R2Range.asked(request, size);
      asked.ifPresent(range -> described.put("range", range.json()));
      R2Range range = asked.orElse(new R2Range(0, size));
      open.bytes().skipNBytes(range.offset());
      byte[] head = utf8(described.encode());
      exchange.answerHeader(METADATA_SIZE, Integer.toString(head.length));
      exchange.answer(200, head, open.bytes(), range.length());
    }
  }

  private void write(Exchange exchange, Namespace bucket) throws RefusedException, IOException {
    R2Request request = leadingRequest(exchange);
    EntryMap entries = storage.entries(bucket);
    R2Uploads uploads = new R2Uploads(storage, bucket);
    switch (request.method()) {
      case "put" -> exchange.answer(200, utf8(put(exchange, entries, request).encode()));
      case "delete" -> {
        delete(entries, request);
        exchange.answer(200, NOTHING);
      }
      case "createMultipartUpload" -> exchange.answer(200, utf8(uploads.create(request).encode()));
      case "uploadPart" -> exchange.answer(200,
          utf8(uploads.addPart(request, exchange.body()).encode()));
      case "completeMultipartUpload" -> exchange.answer(200,
          utf8(uploads.complete(request).encode()));
      case "abortMultipartUpload" -> {
        uploads.abort(request);
        exchange.answer(200, NOTHING);
      }
      default -> throw notSupported(request);
    }
  }

  private static R2Request leadingRequest(Exchange exchange)
      throws RefusedException, IOException {
    String header = exchange.header(METADATA_SIZE);
    int size = header == null ? 0 : Integer.parseInt(header);
    if (size < 1 || size > MAX_REQUEST_BYTES) {
      throw RefusedException.r2(R2Fault.METADATA_TOO_LARGE, METADATA_SIZE + " must be 1 to "
          + MAX_REQUEST_BYTES + ", but is " + size + ".");
    }
    return R2Request.read(new String(exchange.body().readNBytes(size), StandardCharsets.UTF_8));
  }

  private JsonObject put(Exchange exchange, EntryMap entries, R2Request request)
      throws RefusedException, IOException {
    String key = request.object();
    JsonObject beside = request.describedBy();
    R2Digests digests = new R2Digests(request);
    try (Draft draft = entries.draft()) {
      digests.copy(exchange.body(), draft, storage.limits().objectBytes());
      JsonObject checksums = digests.finish();
      String etag = checksums.getString(ChecksumAlgorithm.MD5.number);
      JsonObject attributes = R2Object.attributes(etag, checksums, storage.clock().millis())
          .mergeIn(beside);
      if (!entries.put(key, attributes.encode(), Entry.NEVER, draft, true,
          R2Conditions.of(request))) {
        throw preconditionFailed();
      }
      return attributes.put("name", key).put("size", draft.size());
    }
  }

  private static RefusedException preconditionFailed() {
    return RefusedException.r2(R2Fault.PRECONDITION_FAILED,
        "At least one of the pre-conditions you specified did not hold.");
  }

  private void delete(EntryMap entries, R2Request request) throws RefusedException {
    JsonArray keys = request.has("objects")
        ? request.array("objects")
        : JsonArray.of(request.object());
    if (keys.size() > MAX_DELETED) {
      throw RefusedException.r2(R2Fault.INVALID_LIMIT, "At most " + MAX_DELETED
          + " keys can be deleted at once, but " + keys.size() + " were named.");
    }
    for (Object key : keys) {
      entries.remove(R2Request.checked((String) key));
    }
    storage.flush();
  }

  /** What is found, in the form in which reads are answered. */
  private static void answer(Exchange exchange, int status, JsonObject found) throws IOException {
    byte[] content = utf8(found.encode());
    exchange.answerHeader(METADATA_SIZE, Integer.toString(content.length));
    exchange.answer(status, content);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void refuse(Exchange exchange, RefusedException refused) throws IOException {
    exchange.answerHeader(ERROR, error(refused));
    exchange.refuse(refused.status(), "R2 refused");
  }

  private static String error(RefusedException refused) {
    return AsciiJson.of(new JsonObject().put("version", 1)
        .put("v4code", refused.code())
        .put("message", refused.getMessage())
        .encode());
  }

  @Override
  public RefusedException full(StorageFullException full) {
    return RefusedException.r2(R2Fault.FULL, String.valueOf(full.getMessage()));
  }

  @Override
  public RefusedException tooMany(String message) {
    return RefusedException.r2(R2Fault.TOO_MANY_AT_ONCE, message);
  }

  @Override
  public RefusedException failed() {
    return RefusedException.r2(R2Fault.INTERNAL, "The storage failed. Its server's log says why.");
  }
}
