package io.whopship.adapter.cloudflare.api;

import io.whopship.ports.driven.Edge.Progress;

/** The R2 buckets of the account. What they hold is reached by S3. */
public final class Buckets {

  private static final int IS_THERE = 10004;
  private static final int NO_BUCKET = 10006;

  private final CloudflareApi api;

  Buckets(CloudflareApi api) {
    this.api = api;
  }

  /** The same, of which somebody is told what is tried again. */
  public Buckets telling(Progress progress) {
    return api.telling(progress).buckets();
  }

  public boolean exists(String name) {
    return switch (api.send(Call.get(Product.R2, path(name), "the search for bucket " + name))) {
      case Reply.Done done -> true;
      case Reply.Refused refused when refused.has(NO_BUCKET) -> false;
      case Reply.Refused refused -> throw refused.asException();
    };
  }

  /** Creates a bucket unless it is there already. */
  public void allot(String name) {
    Call create = Call
        .post(Product.R2, api.account() + "/r2/buckets", "the creation of bucket " + name,
            Content.json(Json.object().put("name", name)))
        .with(Call.Trait.REPEATABLE);
    if (api.send(create) instanceof Reply.Refused refused && !refused.has(IS_THERE)) {
      throw refused.asException();
    }
  }

  /** Removes an empty bucket. That there is none is fine. */
  public void drop(String name) {
    Call delete = Call.delete(Product.R2, path(name), "the removal of bucket " + name);
    if (api.send(delete) instanceof Reply.Refused refused && !refused.has(NO_BUCKET)) {
      throw refused.asException();
    }
  }

  private String path(String name) {
    return api.account() + "/r2/buckets/" + Call.segment(name);
  }
}
