package io.whopship.adapter.cloudflare.upload;

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
}
