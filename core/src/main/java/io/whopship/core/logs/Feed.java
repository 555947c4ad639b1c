package io.whopship.core.logs;

/** Where the lines of one subject come from, and the stream on which they go to viewers. */
interface Feed {

  LogStream stream();

  Backlog backlog();

  /** A viewer is here, the first or another one. */
  void viewerCame();

  /** The last viewer has left. Answers whether the feed has ended by that. */
  boolean endsWithoutViewers();
}
