package io.whopship.core.logs;

/** A feed whose source costs something: it ends a while after the last viewer has left. */
interface LingeringFeed extends Feed {

  /** Ends the source: nobody looks any more. */
  void stop();

  @Override
  default void viewerCame() {
    // The source was started with the feed.
  }

  @Override
  default boolean endsWithoutViewers() {
    return false;
  }
}
