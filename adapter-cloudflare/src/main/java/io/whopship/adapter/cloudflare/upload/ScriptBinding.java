package io.whopship.adapter.cloudflare.upload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.adapter.cloudflare.api.Json;
import java.util.Map;

/**
 * What a script finds in its environment, in the API's words.
 *
 * @param fields besides name and type: strings, numbers, booleans, lists and maps of them
 */
public record ScriptBinding(String name, String type, Map<String, Object> fields) {

  public ScriptBinding {
    fields = Map.copyOf(fields);
  }

  /** As it stands in the metadata of a script. */
  public ObjectNode toJson() {
    ObjectNode node = Json.object().put("name", name).put("type", type);
    fields.entrySet()
        .stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(field -> node.set(field.getKey(), Json.of(field.getValue())));
    return node;
  }
}
