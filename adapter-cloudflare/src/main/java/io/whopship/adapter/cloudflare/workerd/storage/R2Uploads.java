package io.whopship.adapter.cloudflare.workerd.storage;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Objects that come in parts. What has come is kept beside the bucket, counts against the app's
 * limit, and goes after a week if nobody completes the upload.
 */
final class R2Uploads {

  private static final long LIFE_SECONDS = Duration.ofDays(7).toSeconds();
  private static final long MIN_PART_BYTES = 5L << 20;

  private final AppStorage storage;
  private final EntryMap uploads;
  private final EntryMap objects;

  R2Uploads(AppStorage storage, Namespace bucket) {
    this.storage = storage;
    this.uploads = storage.uploads(bucket);
    this.objects = storage.entries(bucket);
  }

  private record Part(long number, String etag, Entry entry) {}

  JsonObject create(R2Request request) throws RefusedException, IOException {
    String id = UUID.randomUUID().toString().replace("-", "");
    JsonObject upload = request.describedBy().put("object", request.object());
    try (Draft nothing = uploads.draft()) {
      uploads.put(id, upload.encode(), expires(), nothing, true, EntryMap.Condition.ALWAYS);
    }
    return new JsonObject().put("uploadId", id);
  }

  private long expires() {
    return storage.clock().millis() / 1000 + LIFE_SECONDS;
  }

  JsonObject addPart(R2Request request, InputStream value) throws RefusedException, IOException {
    String id = find(request).id();
    R2Digests digests = new R2Digests(request);
    try (Draft draft = uploads.draft()) {
      digests.copy(value, draft, storage.limits().objectBytes());
      String etag = digests.finish().getString(ChecksumAlgorithm.MD5.number);
      uploads.put(partKey(id, request.number("partNumber", 0)), etag, expires(), draft, true,
          EntryMap.Condition.ALWAYS);
      return new JsonObject().put(R2Object.ETAG, etag);
    }
  }

  private static String partKey(String id, long number) {
    return id + "/" + number;
  }

  private record Upload(String id, JsonObject described) {}

  private Upload find(R2Request request) throws RefusedException {
    String id = request.text("uploadId");
    Optional<JsonObject> upload = id.contains("/")
        ? Optional.empty()
        : uploads.find(id).map(entry -> new JsonObject(entry.attributes()));
    if (upload.isEmpty() || !request.object().equals(upload.get().getString("object"))) {
      throw RefusedException.r2(R2Fault.NO_SUCH_UPLOAD,
          "The specified multipart upload does not exist.");
    }
    return new Upload(id, upload.get());
  }

  /** Answers the object, which is there now. */
  JsonObject complete(R2Request request) throws RefusedException, IOException {
    Upload upload = find(request);
    List<Part> parts = parts(upload.id(), request.array("parts"));
    checkSizes(parts);
    MessageDigest md5 = ChecksumAlgorithm.MD5.start();
    parts.forEach(part -> md5.update(HexFormat.of().parseHex(part.etag())));
    String etag = HexFormat.of().formatHex(md5.digest()) + "-" + parts.size();
    JsonObject attributes = R2Object.attributes(etag, new JsonObject(), storage.clock().millis())
        .mergeIn(upload.described());
    attributes.remove("object");
    String key = request.object();
    try (Draft draft = objects.draft()) {
      for (Part part : parts) {
        append(upload.id(), part, draft);
      }
      objects.put(key, attributes.encode(), Entry.NEVER, draft, true, EntryMap.Condition.ALWAYS);
      uploads.removePrefix(upload.id());
      return attributes.put("name", key).put("size", draft.size());
    }
  }

  private List<Part> parts(String id, JsonArray asked) throws RefusedException {
    List<Part> parts = new ArrayList<>();
    for (Object each : asked) {
      JsonObject json = (JsonObject) each;
      long number = R2Request.number(json, "part", 0);
      String etag = json.getString(R2Object.ETAG, "");
      Entry entry = uploads.find(partKey(id, number))
          .filter(found -> found.attributes().equals(etag))
          .orElseThrow(() -> invalidPart("part " + number + " with etag " + etag));
      parts.add(new Part(number, etag, entry));
    }
    if (parts.isEmpty() || parts.stream().mapToLong(Part::number).distinct().count() < parts
        .size()) {
      throw invalidPart("no part, or one twice");
    }
    parts.sort(Comparator.comparingLong(Part::number));
    return parts;
  }

  private static RefusedException invalidPart(String which) {
    return RefusedException.r2(R2Fault.INVALID_PART,
        "One or more of the specified parts could not be found: " + which + ".");
  }

  private void checkSizes(List<Part> parts) throws RefusedException {
    long usual = parts.getFirst().entry().content().size();
    long total = 0;
    for (Part part : parts) {
      long size = part.entry().content().size();
      boolean fits = part.equals(parts.getLast())
          ? size <= usual || parts.size() == 1
          : size == usual && size >= MIN_PART_BYTES;
      if (!fits) {
        throw RefusedException.r2(R2Fault.TOO_SMALL, "Your proposed upload does not fit: all parts"
            + " but the last, which may be smaller, must have the same size, of " + MIN_PART_BYTES
            + " bytes or more; part " + part.number() + " has " + size + ".");
      }
      total += size;
    }
    if (total > storage.limits().objectBytes()) {
      throw RefusedException.r2(R2Fault.TOO_LARGE,
          "Your proposed upload of " + total + " bytes exceeds the maximum allowed object size of "
              + storage.limits().objectBytes() + " bytes.");
    }
  }

  private void append(String id, Part part, Draft draft) throws RefusedException, IOException {
    Optional<OpenEntry> found = uploads.open(partKey(id, part.number()));
    if (found.isEmpty()) {
      throw invalidPart("part " + part.number());
    }
    try (OpenEntry open = found.get()) {
      if (!open.entry().attributes().equals(part.etag())) {
        throw invalidPart("part " + part.number() + ", which was replaced");
      }
      open.bytes().transferTo(draft);
    }
  }

  void abort(R2Request request) throws RefusedException {
    uploads.removePrefix(find(request).id());
  }
}
