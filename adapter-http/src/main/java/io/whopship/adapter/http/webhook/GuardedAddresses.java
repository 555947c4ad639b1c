package io.whopship.adapter.http.webhook;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;

/**
 * Asks for the addresses of a host once, looks at all of them, and hands them to the client, which
 * connects to no others: a name that leads elsewhere the next time is not looked up again.
 */
final class GuardedAddresses implements SocketAddressResolver {

  /** Finds the addresses of a host. */
  @FunctionalInterface
  interface Names {
    List<InetAddress> find(String host) throws UnknownHostException;
  }

  /** A host has an address that may not be asked. */
  static final class ForbiddenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ForbiddenException(String reason) {
      super(reason, null, false, false);
    }
  }

  private final UrlRules rules;
  private final Names names;

  GuardedAddresses(UrlRules rules, Names names) {
    this.rules = rules;
    this.names = names;
  }

  /** On a thread of its own: a name server may be silent for longer than a request may take. */
  @Override
  public void resolve(String host, int port, Map<String, Object> context,
      Promise<List<InetSocketAddress>> promise) {
    boolean secure = context.get(Destination.CONTEXT_KEY) instanceof Destination destination
        && destination.isSecure();
    Thread.ofVirtual().name("webhook-name-", 1).start(() -> resolve(host, port, secure, promise));
  }

  private void resolve(String host, int port, boolean secure,
      Promise<List<InetSocketAddress>> promise) {
    try {
      List<InetAddress> found = names.find(host);
      Optional<String> refusal = rules.refusal(secure, found);
      if (refusal.isPresent()) {
        promise.failed(new ForbiddenException(refusal.get()));
      } else {
        promise.succeeded(
            found.stream().map(address -> new InetSocketAddress(address, port)).toList());
      }
    } catch (UnknownHostException | RuntimeException e) {
      promise.failed(e);
    }
  }
}
