package io.whopship.adapter.cloudflare.workerd.storage;

import io.vertx.core.json.JsonObject;
import java.util.HexFormat;
import java.util.UUID;

/**
 * What is known of an R2 object, as the JSON in which it is kept and answered. Key and size are
 * added when it is answered.
 */
final class R2Object {

  static final String ETAG = "etag";
  static final String UPLOADED = "uploaded";
  static final String HTTP_FIELDS = "httpFields";
  static final String CUSTOM_FIELDS = "customFields";

  private R2Object() {}

  /** An object with a new version. */
  static JsonObject attributes(String etag, JsonObject checksums, long uploadedMillis) {
    return new JsonObject().put("version", UUID.randomUUID().toString().replace("-", ""))
        .put(ETAG, etag)
        .put(UPLOADED, uploadedMillis)
        .put("checksums", checksums)
        .put("storageClass", "Standard");
  }

  /** An object that was put whole and without anything beside it. */
  static JsonObject plain(byte[] md5, long uploadedMillis) {
    String hex = HexFormat.of().formatHex(md5);
    return attributes(hex, new JsonObject().put(ChecksumAlgorithm.MD5.number, hex),
        uploadedMillis);
  }

  static JsonObject described(String key, Entry entry) {
    return new JsonObject(entry.attributes()).put("name", key)
        .put("size", entry.content().size());
  }
}
