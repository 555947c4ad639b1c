package io.whopship.adapter.cloudflare.api;

/**
 * Calls to the API with one token, within one budget. Each call has a time limit, is tried again
 * where that is safe, and throws {@link io.whopship.ports.driven.PortException} when that does not
 * help. Safe for many threads.
 */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable"})
public final class CloudflareApi implements AutoCloseable {

  private CloudflareApi() {}

  public static CloudflareApi open(ApiSettings settings) {
    throw new UnsupportedOperationException("not yet");
  }

  /** The scripts of a dispatch namespace. */
  public DispatchScripts scripts(String namespace) {
    throw new UnsupportedOperationException("not yet");
  }

  public KeyValues keyValues() {
    throw new UnsupportedOperationException("not yet");
  }

  public Buckets buckets() {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException("not yet");
  }
}
