package io.whopship.adapter.cloudflare.api;

/** The R2 buckets of the account. What they hold is reached by S3. */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable"})
public final class Buckets {

  Buckets() {}

  /** Creates a bucket unless it is there already. */
  public void allot(String name) {
    throw new UnsupportedOperationException("not yet");
  }

  /** Removes an empty bucket. That there is none is fine. */
  public void drop(String name) {
    throw new UnsupportedOperationException("not yet");
  }
}
