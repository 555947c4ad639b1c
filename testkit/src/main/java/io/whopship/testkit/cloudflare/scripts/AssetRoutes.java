package io.whopship.testkit.cloudflare.scripts;

import io.whopship.testkit.cloudflare.rest.Ask;
import io.whopship.testkit.cloudflare.rest.Envelope;
import io.whopship.testkit.cloudflare.rest.Json;
import io.whopship.testkit.cloudflare.rest.Router;
import io.whopship.testkit.http.Answer;
import io.whopship.testkit.http.MalformedFormException;
import io.whopship.testkit.http.Part;
import java.util.List;

/** Uploads of assets: many in a form, as base64, or one alone. */
final class AssetRoutes {

  private final AssetSessions sessions;

  AssetRoutes(AssetSessions sessions) {
    this.sessions = sessions;
  }

  void addTo(Router router) {
    router.open()
        .on("POST", "/accounts/{account}/workers/assets/upload", this::many)
        .on("POST", "/accounts/{account}/workers/assets/upload/{hash}", this::one);
  }

  private Answer many(Ask ask) {
    return authorized(ask, session -> {
      if (!ask.query("base64").orElse("").equals("true")) {
        throw AssetManifest.refused("the query must have base64=true");
      }
      for (Part part : parts(ask)) {
        sessions.add(session, part.name(),
            new Asset(part.contentType().orElse("application/null"), decoded(part)));
      }
    });
  }

  private Answer one(Ask ask) {
    return authorized(ask, session -> sessions.add(session, ask.path("hash"),
        new Asset(ask.request().contentType(), ask.request().body())));
  }

  @FunctionalInterface
  private interface Upload {
    void into(AssetSessions.Session session);
  }

  private Answer authorized(Ask ask, Upload upload) {
    try {
      AssetSessions.Session session = sessions
          .authorized(ask.request().header("authorization").orElse(""));
      upload.into(session);
      return sessions.completion(session)
          .map(jwt -> Envelope.assets(201, Json.object().put("jwt", jwt)))
          .orElseGet(() -> Envelope.assets(202, Json.object()));
    } catch (AssetSessions.ExpiredException e) {
      return Answer.of(403, "text/plain", "Expired JWT");
    }
  }

  private static List<Part> parts(Ask ask) {
    try {
      return ask.request().parts();
    } catch (MalformedFormException e) {
      throw AssetManifest.refused(String.valueOf(e.getMessage()));
    }
  }

  private static byte[] decoded(Part part) {
    try {
      return part.decoded();
    } catch (IllegalArgumentException e) {
      throw AssetManifest.refused("the part '" + part.name() + "' is not base64: "
          + e.getMessage());
    }
  }
}
