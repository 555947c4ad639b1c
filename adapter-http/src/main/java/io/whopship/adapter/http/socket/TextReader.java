package io.whopship.adapter.http.socket;

/** Takes what comes from a socket. Called by one thread at a time; must not block. */
public interface TextReader {

  /** The first call: from now on one may send. */
  void opened(TextSocket socket);

  /** A text has come; the next one does once {@link TextSocket#readOn} is called. */
  void text(String text);

  /** The last call, if the socket was opened: it is closed, by whom ever. */
  void closed();
}
