package io.whopship.adapter.cloudflare.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.adapter.cloudflare.api.Call.Trait;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Lists that go on where a cursor says. */
final class Cursors {

  private Cursors() {}

  /**
   * Tells of every item.
   *
   * @param path with a query
   */
  static void forEach(CloudflareApi api, Product product, String path, String what,
      Consumer<JsonNode> action) {
    Set<String> seen = new HashSet<>(); // a list that leads back to where it was has no end
    for (String cursor = ""; seen.add(cursor);) {
      String next = cursor.isEmpty() ? "" : "&cursor=" + Call.segment(cursor);
      Reply.Done page = api.done(Call.get(product, path + next, what)
          .with(Trait.NEEDS_RESULT));
      page.result().forEach(action);
      cursor = page.info().path("cursor").asText("");
      if (cursor.isEmpty()) {
        return;
      }
    }
  }
}
