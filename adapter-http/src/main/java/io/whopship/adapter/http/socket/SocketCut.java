package io.whopship.adapter.http.socket;

import java.io.IOException;

/** The connection is gone, or was given up. */
public final class SocketCut extends IOException {

  private static final long serialVersionUID = 1L;

  SocketCut(String message, Throwable cause) {
    super(message, cause);
  }
}
