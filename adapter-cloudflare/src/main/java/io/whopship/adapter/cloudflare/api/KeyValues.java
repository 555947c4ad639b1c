package io.whopship.adapter.cloudflare.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The KV namespaces of the account, each known by its id. */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable"})
public final class KeyValues {

  KeyValues() {}

  /** The id of the namespace with this title; empty if there is none. */
  public Optional<String> find(String title) {
    throw new UnsupportedOperationException("not yet");
  }

  /** Creates a namespace unless there is one of this title already; answers its id either way. */
  public String allot(String title) {
    throw new UnsupportedOperationException("not yet");
  }

  /** Removes a namespace with all it holds. That there is none is fine. */
  public void drop(String namespace) {
    throw new UnsupportedOperationException("not yet");
  }

  /** The value as it was written last; empty if there is none. */
  public Optional<byte[]> get(String namespace, String key) {
    throw new UnsupportedOperationException("not yet");
  }

  /** Writes a value. One key takes one write a second; a write that comes sooner waits. */
  public void put(String namespace, String key, byte[] value) {
    throw new UnsupportedOperationException("not yet");
  }

  /** Writes many values, each at most 25 MiB; those that Cloudflare did not take are sent again. */
  public void putAll(String namespace, Map<String, byte[]> values) {
    throw new UnsupportedOperationException("not yet");
  }

  /** Tells of every key that begins so, in the order of the keys. */
  public void forEachKey(String namespace, String prefix, Consumer<String> action) {
    throw new UnsupportedOperationException("not yet");
  }

  /** Removes these keys. That some are not there is fine. */
  public void removeAll(String namespace, List<String> keys) {
    throw new UnsupportedOperationException("not yet");
  }
}
