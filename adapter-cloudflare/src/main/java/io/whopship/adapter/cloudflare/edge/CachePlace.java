package io.whopship.adapter.cloudflare.edge;

/**
 * Where the pages of a build lie.
 *
 * @param store the id of a KV namespace, or the name of a bucket
 * @param prefix with which its keys begin
 */
record CachePlace(Kind kind, String store, String prefix) {

  enum Kind {
    KEY_VALUE, BUCKET
  }
}
