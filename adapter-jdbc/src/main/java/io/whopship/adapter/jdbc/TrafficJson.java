package io.whopship.adapter.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Traffic;
import java.util.List;

/** Who serves a host, and whom the edge keeps, as stored. */
final class TrafficJson {

  private TrafficJson() {}

  static String write(Traffic traffic) {
    ObjectNode node = Json.object();
    switch (traffic) {
      case Traffic.None() -> node.put("to", "nobody");
      case Traffic.Whole(ReleaseName release) ->
        node.put("to", "one").put("release", release.toString());
      case Traffic.Split(ReleaseName stable, ReleaseName candidate, Percent share) ->
        node.put("to", "two")
            .put("stable", stable.toString())
            .put("candidate", candidate.toString())
            .put("share", share.value());
    }
    return node.toString();
  }

  static Traffic read(JsonNode node) {
    String to = Json.text(node, "to");
    return switch (to) {
      case "nobody" -> new Traffic.None();
      case "one" -> new Traffic.Whole(name(node, "release"));
      case "two" -> new Traffic.Split(name(node, "stable"), name(node, "candidate"),
          new Percent(Json.number(node, "share")));
      default -> throw new IllegalArgumentException("unknown traffic '" + to + "'");
    };
  }

  private static ReleaseName name(JsonNode node, String member) {
    return ReleaseName.parse(Json.text(node, member));
  }

  static String write(List<ReleaseName> names) {
    ArrayNode array = Json.array();
    names.forEach(name -> array.add(name.toString()));
    return array.toString();
  }

  static List<ReleaseName> readNames(JsonNode array) {
    return Json.list(array, item -> ReleaseName.parse(item.asText()));
  }
}
