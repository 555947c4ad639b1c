package io.whopship.adapter.cloudflare.setup;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.adapter.cloudflare.api.AccountScripts;
import io.whopship.adapter.cloudflare.api.Json;
import io.whopship.adapter.cloudflare.dispatch.Dispatcher;
import io.whopship.adapter.cloudflare.dispatch.ProbeSignature;
import io.whopship.adapter.cloudflare.edge.Installation;
import io.whopship.adapter.cloudflare.setup.Step.State;
import io.whopship.adapter.cloudflare.setup.Step.Thing;
import io.whopship.adapter.cloudflare.upload.Form;
import io.whopship.ports.model.identity.Secret;
import java.util.List;
import java.util.Optional;

/**
 * The worker before all sites. Two tags tell whether the one that is there is the one that would be
 * uploaded: one of its code, one of what it is bound to.
 */
record DispatcherScript(AccountScripts scripts, Installation installation, RoutesNamespace routes,
    Secret probeSecret) implements Part {

  @Override
  public Thing thing() {
    return Thing.DISPATCHER;
  }

  @Override
  public String name() {
    return installation.dispatcher();
  }

  @Override
  public State look() {
    Optional<List<String>> tags = scripts.tags(name());
    if (tags.isEmpty()) {
      return new State.ToCreate();
    }
    if (!tags.get().contains(codeTag())) {
      return new State.ToChange("is of another version");
    }
    boolean bound = routes.id().map(this::boundTag).filter(tags.get()::contains).isPresent();
    return bound
        ? new State.There()
        : new State.ToChange("has another probe secret, or reads other routes");
  }

  @Override
  public void make() {
    String namespace = routes.id()
        .orElseThrow(() -> new IllegalStateException("the routes come before the dispatcher"));
    Form form = new Form().field("metadata", Json.write(metadata(namespace)))
        .file(Dispatcher.MODULE, "application/javascript+module",
            Dispatcher.script().getBytes(UTF_8));
    scripts.put(name(), form.content());
  }

  private ObjectNode metadata(String namespace) {
    ObjectNode metadata = Json.object().put("main_module", Dispatcher.MODULE);
    ArrayNode bindings = metadata.putArray("bindings");
    Dispatcher.bindings(namespace, installation.namespace(), probeSecret)
        .forEach(binding -> bindings.add(binding.toJson()));
    metadata.put("compatibility_date", Dispatcher.COMPATIBILITY_DATE.toString());
    metadata.putArray("tags").add("whopship").add(codeTag()).add(boundTag(namespace));
    return metadata;
  }

  private static String codeTag() {
    return "dispatcher-" + Dispatcher.version();
  }

  /** Tags are shown to whoever sees the account: the secret is in it by a keyed hash alone. */
  private String boundTag(String namespace) {
    return "bound-" + new ProbeSignature(probeSecret).fingerprint(
        namespace + "\n" + installation.namespace());
  }
}
