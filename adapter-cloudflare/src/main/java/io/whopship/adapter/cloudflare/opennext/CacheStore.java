package io.whopship.adapter.cloudflare.opennext;

import io.whopship.ports.model.artifact.Binding;
import io.whopship.ports.model.artifact.CacheFile;
import java.util.List;
import java.util.Map;

/**
 * A store in which OpenNext looks for pages, which it knows by a name of its own.
 *
 * @param prefix with which its keys begin, so that apps could share a store
 */
public record CacheStore(Binding binding, String prefix) {

  private static final String KV = "NEXT_INC_CACHE_KV";
  private static final String R2 = "NEXT_INC_CACHE_R2_BUCKET";

  /** Those that a release has. */
  public static List<CacheStore> of(List<Binding> bindings, Map<String, String> variables) {
    return bindings.stream()
        .filter(CacheStore::isCache)
        .map(cache -> new CacheStore(cache, prefix(cache, bindings, variables)))
        .toList();
  }

  private static boolean isCache(Binding binding) {
    return switch (binding) {
      case Binding.KeyValue(String name) -> name.equals(KV);
      case Binding.Bucket(String name) -> name.equals(R2);
      case Binding.Text text -> false;
      case Binding.Json json -> false;
      case Binding.Assets assets -> false;
      case Binding.Self self -> false;
      case Binding.DurableObject object -> false;
      case Binding.Images images -> false;
      case Binding.VersionMetadata metadata -> false;
      case Binding.Unavailable unavailable -> false;
    };
  }

  private static String prefix(Binding cache, List<Binding> bindings,
      Map<String, String> variables) {
    String variable = cache.name().equals(KV)
        ? "NEXT_INC_CACHE_KV_PREFIX"
        : "NEXT_INC_CACHE_R2_PREFIX";
    String byDefault = bindings.stream()
        .filter(binding -> binding.name().equals(variable))
        .filter(Binding.Text.class::isInstance)
        .map(binding -> ((Binding.Text) binding).value())
        .findFirst()
        .orElse(CacheFile.DEFAULT_PREFIX);
    return variables.getOrDefault(variable, byDefault);
  }
}
