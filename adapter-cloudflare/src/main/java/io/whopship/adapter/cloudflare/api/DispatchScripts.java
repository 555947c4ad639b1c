package io.whopship.adapter.cloudflare.api;

import java.util.List;
import java.util.Optional;

/** The scripts of one dispatch namespace. */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable"})
public final class DispatchScripts {

  DispatchScripts() {}

  /**
   * A script as it is there.
   *
   * @param tags in no order
   */
  public record Script(String name, List<String> tags) {}

  /** The script of this name; empty if there is none. */
  public Optional<Script> find(String name) {
    throw new UnsupportedOperationException("not yet");
  }

  /** All that have this tag, in no order. */
  public List<Script> tagged(String tag) {
    throw new UnsupportedOperationException("not yet");
  }

  /** Removes a script with its Durable Objects. That there is none is fine. */
  public void remove(String name) {
    throw new UnsupportedOperationException("not yet");
  }
}
