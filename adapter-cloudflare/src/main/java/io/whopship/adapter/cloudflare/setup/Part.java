package io.whopship.adapter.cloudflare.setup;

import io.whopship.adapter.cloudflare.setup.Step.State;
import io.whopship.adapter.cloudflare.setup.Step.Thing;

/** How one thing is looked at and made. Those before it have been looked at. For one thread. */
interface Part {

  Thing thing();

  String name();

  /** Asks and changes nothing. Throws what the API's client throws. */
  State look();

  /** Creates it, or makes it as it has to be; called only if it was seen that this is needed. */
  void make();
}
