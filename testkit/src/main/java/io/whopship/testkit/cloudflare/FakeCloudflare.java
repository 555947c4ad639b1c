package io.whopship.testkit.cloudflare;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Cloudflare's REST API for one account, on a free port of loopback, faithful enough for
 * {@code wrangler}. What was uploaded is kept on the heap. Safe for many threads.
 */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable"})
public final class FakeCloudflare implements AutoCloseable {

  private FakeCloudflare() {}

  /** Starts an account with nothing in it. */
  public static FakeCloudflare start() {
    throw new UnsupportedOperationException("not yet");
  }

  /** For clients: {@code http://127.0.0.1:<port>/client/v4}. */
  public URI baseUrl() {
    throw new UnsupportedOperationException("not yet");
  }

  /** The id of the account, 32 hexadecimal digits. */
  public String account() {
    throw new UnsupportedOperationException("not yet");
  }

  /** A token that may do everything. */
  public String token() {
    throw new UnsupportedOperationException("not yet");
  }

  /** Makes a dispatch namespace, as an operator would. */
  public FakeCloudflare withDispatchNamespace(String name) {
    throw new UnsupportedOperationException("not yet");
  }

  /** The scripts of a dispatch namespace, in the order of their names; of the account for "". */
  public List<UploadedScript> scripts(String namespace) {
    throw new UnsupportedOperationException("not yet");
  }

  /** What a worker at an edge reads now: with KV's delay, and its memory of what was not there. */
  public Optional<byte[]> readAtEdge(String kvNamespaceId, String key) {
    throw new UnsupportedOperationException("not yet");
  }

  /** The value as it was written last. */
  public Optional<byte[]> written(String kvNamespaceId, String key) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException("not yet");
  }
}
