package io.whopship.adapter.cloudflare.workerd;

import io.whopship.ports.model.artifact.Binding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where a worker gets less than it asked for, in sentences for the log of its deployment. */
final class BindingComplaints {

  /** OpenNext's own, which are made for it. */
  private static final Set<String> MADE_FOR_ONE_VERSION = Set.of("DOQueueHandler",
      "DOShardedTagCache", "BucketCachePurge");

  private BindingComplaints() {}

  static List<String> of(List<Binding> bindings, Map<String, String> variables) {
    return bindings.stream().flatMap(binding -> of(binding, variables).stream()).toList();
  }

  private static Optional<String> of(Binding binding, Map<String, String> variables) {
    return switch (binding) {
      case Binding.DurableObject(String name, String className) ->
        MADE_FOR_ONE_VERSION.contains(className)
            ? overridden(name, variables)
            : Optional.of("On this machine the objects of " + className + " (" + name
                + ") are kept with their version: they start empty");
      case Binding.Images(String name) -> Optional.of(
          "There is no Images binding on this machine, " + name
              + " is undefined: images are served as they are");
      case Binding.Text text -> Optional.empty();
      case Binding.Json json -> Optional.empty();
      case Binding.Assets(String name) -> overridden(name, variables);
      case Binding.Self(String name) -> overridden(name, variables);
      case Binding.KeyValue(String name) -> overridden(name, variables);
      case Binding.Bucket(String name) -> overridden(name, variables);
      case Binding.VersionMetadata(String name) -> overridden(name, variables);
      case Binding.Unavailable(String name, String reason) -> Optional.of(name + ": " + reason);
    };
  }

  private static Optional<String> overridden(String name, Map<String, String> variables) {
    return variables.containsKey(name)
        ? Optional.of("The variable " + name + " of the app is not seen: the worker asks for a "
            + "binding of that name")
        : Optional.empty();
  }
}
