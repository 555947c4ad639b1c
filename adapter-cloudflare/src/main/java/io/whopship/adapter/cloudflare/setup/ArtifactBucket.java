package io.whopship.adapter.cloudflare.setup;

import io.whopship.adapter.cloudflare.api.Buckets;
import io.whopship.adapter.cloudflare.setup.Step.State;
import io.whopship.adapter.cloudflare.setup.Step.Thing;

/** Keeps what is uploaded. */
record ArtifactBucket(Buckets buckets, String name) implements Part {

  @Override
  public Thing thing() {
    return Thing.BUCKET;
  }

  @Override
  public State look() {
    return buckets.exists(name) ? new State.There() : new State.ToCreate();
  }

  @Override
  public void make() {
    buckets.allot(name);
  }
}
