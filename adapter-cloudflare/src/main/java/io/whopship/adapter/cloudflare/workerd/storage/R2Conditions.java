package io.whopship.adapter.cloudflare.workerd.storage;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What must be so of the object that is there ({@code onlyIf}), by the rules of RFC 9110: an ETag
 * that was asked for decides over a time.
 */
record R2Conditions(JsonObject json) implements EntryMap.Condition {

  private static final String MATCHES = "etagMatches";
  private static final String DOES_NOT_MATCH = "etagDoesNotMatch";
  private static final String BEFORE = "uploadedBefore";
  private static final String AFTER = "uploadedAfter";

  static R2Conditions of(R2Request request) {
    return new R2Conditions(request.json().getJsonObject("onlyIf", new JsonObject()));
  }

  @Override
  public boolean holdsFor(@Nullable Entry present) {
    if (present == null) {
      return !json.containsKey(MATCHES) && !json.containsKey(AFTER);
    }
    JsonObject object = new JsonObject(present.attributes());
    String etag = object.getString(R2Object.ETAG);
    return holds(etag, R2Request.number(object, R2Object.UPLOADED, 0));
  }

  private boolean holds(String etag, long uploadedMillis) {
    long uploaded = json.getBoolean("secondsGranularity", false)
        ? uploadedMillis / 1000 * 1000
        : uploadedMillis;
    boolean asksMatch = json.containsKey(MATCHES);
    boolean asksNoMatch = json.containsKey(DOES_NOT_MATCH);
    if ((asksMatch && !names(json.getJsonArray(MATCHES), etag, false))
        || (asksNoMatch && names(json.getJsonArray(DOES_NOT_MATCH), etag, true))) {
      return false;
    }
    boolean isNewEnough = asksNoMatch || uploaded > R2Request.number(json, AFTER, Long.MIN_VALUE);
    boolean isOldEnough = asksMatch || uploaded < R2Request.number(json, BEFORE, Long.MAX_VALUE);
    return isNewEnough && isOldEnough;
  }

  private static boolean names(JsonArray etags, String etag, boolean weakToo) {
    return etags.stream()
        .map(JsonObject.class::cast)
        .anyMatch(asked -> switch (asked.getString("type", "strong")) {
          case "wildcard" -> true;
          case "weak" -> weakToo && etag.equals(asked.getString("value"));
          default -> etag.equals(asked.getString("value"));
        });
  }
}
