package io.whopship.core.artifact;

import io.whopship.ports.model.artifact.Binding;
import io.whopship.ports.model.artifact.CacheFile;
import io.whopship.ports.model.artifact.WorkerBundle.Asset;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How an app that OpenNext built keeps its cache, as its code tells. OpenNext gives its stores
 * fixed names and compiles in only what the app was configured for, so that an artifact without any
 * configuration gets the stores it uses.
 */
final class OpenNextStorage {

  private static final String STATIC_CACHE = "cdn-cgi/_next_cache";
  private static final String QUEUE_CLASS = "DOQueueHandler";
  private static final String TAGS_CLASS = "DOShardedTagCache";

  private static final List<Binding> STORES = List.of(
      new Binding.KeyValue("NEXT_INC_CACHE_KV"),
      new Binding.KeyValue("NEXT_TAG_CACHE_KV"),
      new Binding.Bucket("NEXT_INC_CACHE_R2_BUCKET"),
      new Binding.DurableObject("NEXT_CACHE_DO_QUEUE", QUEUE_CLASS),
      new Binding.DurableObject("NEXT_TAG_CACHE_DO_SHARDED", TAGS_CLASS));

  /** What to look for in the code. */
  static final List<String> WORDS = Stream
      .concat(STORES.stream().map(Binding::name), Stream.of(STATIC_CACHE, QUEUE_CLASS, TAGS_CLASS))
      .toList();

  private OpenNextStorage() {}

  /** The stores that code with these words uses; of a class, only if it is there to be exported. */
  static List<Binding> bindings(Set<String> mentions) {
    return STORES.stream()
        .filter(store -> mentions.contains(store.name()))
        .filter(store -> !(store instanceof Binding.DurableObject object)
            || mentions.contains(object.className()))
        .toList();
  }

  /** What the cache of such code is, if it is read as assets that no visitor sees. */
  static Stream<Asset> assets(Set<String> mentions, List<CacheFile> cache) {
    return mentions.contains(STATIC_CACHE)
        ? cache.stream()
            .map(file -> new Asset("/" + STATIC_CACHE + "/" + file.path(),
                file.source()))
        : Stream.empty();
  }
}
