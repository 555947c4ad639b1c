package io.whopship.testkit.cloudflare.scripts;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.testkit.cloudflare.rest.RefusedException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The classes of Durable Objects that an upload creates, renames or deletes. */
final class Migrations {

  private Migrations() {}

  static void apply(JsonNode migrations, Script script) {
    if (!migrations.isObject()) {
      return;
    }
    String old = migrations.path("old_tag").asText("");
    if (!old.equals(script.migrationTag())) {
      throw new RefusedException(412, 10079, "migration tag precondition failed; expected tag '"
          + script.migrationTag() + "', got '" + old + "'");
    }
    Set<String> created = new HashSet<>();
    Set<String> gone = new HashSet<>();
    for (JsonNode step : migrations.has("steps")
        ? migrations.path("steps")
        : List.of(migrations)) {
      step.path("new_classes").forEach(name -> created.add(name.asText()));
      step.path("new_sqlite_classes").forEach(name -> created.add(name.asText()));
      step.path("deleted_classes").forEach(name -> gone.add(name.asText()));
      step.path("renamed_classes").forEach(renamed -> {
        created.add(renamed.path("to").asText());
        gone.add(renamed.path("from").asText());
      });
    }
    for (String name : created) {
      if (script.classes().contains(name)) {
        throw new RefusedException(400, 10074, "Cannot apply new-class migration to class '" + name
            + "' that is already depended on by existing Durable Objects");
      }
    }
    script.migrate(migrations.path("new_tag").asText(""), created, gone);
  }
}
