package io.whopship.adapter.cloudflare.setup;

import io.whopship.adapter.cloudflare.api.KeyValues;
import io.whopship.adapter.cloudflare.setup.Step.State;
import io.whopship.adapter.cloudflare.setup.Step.Thing;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The KV namespace that tells the dispatcher who answers. */
final class RoutesNamespace implements Part {

  private final KeyValues keyValues;
  private final String title;
  private @Nullable String id;

  RoutesNamespace(KeyValues keyValues, String title) {
    this.keyValues = keyValues;
    this.title = title;
  }

  @Override
  public Thing thing() {
    return Thing.ROUTES;
  }

  @Override
  public String name() {
    return title;
  }

  @Override
  public State look() {
    id = keyValues.find(title).orElse(null);
    return id == null ? new State.ToCreate() : new State.There();
  }

  @Override
  public void make() {
    id = keyValues.allot(title);
  }

  /** Empty as long as it was neither found nor made. */
  Optional<String> id() {
    return Optional.ofNullable(id);
  }
}
