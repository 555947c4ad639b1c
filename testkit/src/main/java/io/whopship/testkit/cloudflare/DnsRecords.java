package io.whopship.testkit.cloudflare;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.testkit.cloudflare.rest.Ask;
import io.whopship.testkit.cloudflare.rest.Envelope;
import io.whopship.testkit.cloudflare.rest.Json;
import io.whopship.testkit.cloudflare.rest.Router;
import io.whopship.testkit.http.Answer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** The DNS of the zones, to be read. */
final class DnsRecords {

  static final String PERMISSION = "DNS Read";

  private record Entry(String id, String zone, String type, String name, boolean proxied) {

    ObjectNode json() {
      return Json.object()
          .put("id", id)
          .put("zone_id", zone)
          .put("type", type)
          .put("name", name)
          .put("content", type.equals("AAAA") ? "100::" : "192.0.2.0")
          .put("proxiable", true)
          .put("proxied", proxied)
          .put("ttl", 1);
    }
  }

  private final List<Entry> entries = new CopyOnWriteArrayList<>();

  void addTo(Router router) {
    router.needing(PERMISSION).on("GET", "/zones/{zone}/dns_records", this::list);
  }

  void add(String zone, String type, String name, boolean proxied) {
    entries.add(new Entry(UUID.randomUUID().toString().replace("-", ""), zone, type, name,
        proxied));
  }

  private Answer list(Ask ask) {
    List<ObjectNode> found = entries.stream()
        .filter(entry -> entry.zone.equals(ask.path("zone")))
        .filter(entry -> ask.query("name").filter(name -> !name.equals(entry.name)).isEmpty())
        .map(Entry::json)
        .toList();
    return Envelope.page(Json.array(found), Json.object()
        .put("page", 1)
        .put("per_page", 100)
        .put("count", found.size())
        .put("total_count", found.size())
        .put("total_pages", 1));
  }
}
