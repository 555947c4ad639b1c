package io.whopship.adapter.cloudflare.setup;

import io.whopship.adapter.cloudflare.api.AccountScripts;
import io.whopship.adapter.cloudflare.setup.Step.State;
import io.whopship.adapter.cloudflare.setup.Step.Thing;

/** A second way to the dispatcher, past the rules of the zone: there is to be none. */
record WorkersDevAddress(AccountScripts scripts, String dispatcher) implements Part {

  @Override
  public Thing thing() {
    return Thing.WORKERS_DEV;
  }

  @Override
  public String name() {
    return "none for " + dispatcher;
  }

  @Override
  public State look() {
    return scripts.isOnWorkersDev(dispatcher)
        .<State>map(on -> on ? new State.ToChange("is on") : new State.There())
        .orElseGet(() -> new State.ToChange("a new worker may have one"));
  }

  @Override
  public void make() {
    scripts.leaveWorkersDev(dispatcher);
  }
}
