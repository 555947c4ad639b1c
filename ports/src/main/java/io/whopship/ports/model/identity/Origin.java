package io.whopship.ports.model.identity;

/**
 * Where a call came from, as far as is known; empty texts where nothing is.
 *
 * @param address of the other end of the connection, which may be a proxy's
 * @param requestId under which the call stands in the server's log
 */
public record Origin(String address, String requestId) {

  public static final Origin UNKNOWN = new Origin("", "");
}
