package io.whopship.adapter.cloudflare.setup;

import io.whopship.adapter.cloudflare.api.DispatchScripts;
import io.whopship.adapter.cloudflare.setup.Step.State;
import io.whopship.adapter.cloudflare.setup.Step.Thing;

/** Holds the releases of all apps. */
record DispatchNamespace(DispatchScripts scripts, String name) implements Part {

  @Override
  public Thing thing() {
    return Thing.DISPATCH_NAMESPACE;
  }

  @Override
  public State look() {
    return scripts.isNamespaceThere() ? new State.There() : new State.ToCreate();
  }

  @Override
  public void make() {
    scripts.allotNamespace();
  }
}
