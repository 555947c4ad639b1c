package io.whopship.testkit.cloudflare.scripts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.testkit.cloudflare.rest.Json;
import java.time.Instant;
import java.util.UUID;

/** Which versions of a script of the account answer, in JSON. */
final class Deployment {

  private Deployment() {}

  static ObjectNode whole(String version, Instant now) {
    return of(
        Json.array().add(Json.object().put("version_id", version).put("percentage", 100)),
        Json.object().put("workers/triggered_by", "upload"), now);
  }

  static ObjectNode of(JsonNode versions, JsonNode annotations, Instant now) {
    ObjectNode deployment = Json.object()
        .put("id", UUID.randomUUID().toString())
        .put("source", "wrangler")
        .put("strategy", "percentage")
        .put("author_email", "fake@example.com")
        .put("created_on", now.toString());
    deployment.set("annotations", annotations);
    deployment.set("versions", versions);
    return deployment;
  }
}
