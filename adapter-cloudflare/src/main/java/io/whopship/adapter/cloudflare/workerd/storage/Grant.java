package io.whopship.adapter.cloudflare.workerd.storage;

/**
 * The right to use one namespace, for one release: whoever sends this header to the gateway speaks
 * for it. workerd sends it ({@code injectRequestHeaders}); the worker does not see it.
 */
public record Grant(Namespace namespace, String token) {

  /** The header in which the gateway expects the token. */
  public static final String HEADER = "X-WhopShip-Storage";

  /** Without the token: it is a secret. */
  @Override
  public String toString() {
    return "Grant[" + namespace + "]";
  }
}
