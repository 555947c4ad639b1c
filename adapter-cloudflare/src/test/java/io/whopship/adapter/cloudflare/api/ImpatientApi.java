package io.whopship.adapter.cloudflare.api;

/** A client that tries again at once, for tests of other packages. */
public final class ImpatientApi {

  private ImpatientApi() {}

  public static CloudflareApi open(ApiSettings settings) {
    return CloudflareApi.open(settings.with(new PassingTime()));
  }
}
