package io.whopship.ports.driving.webhooks;

/**
 * Tells webhooks what has happened. To be called every second or so, on every server.
 *
 * <p>
 * Each event reaches each webhook at least once, under the same id if more than once; in the order
 * of events as long as the webhook takes them. A webhook gets one message at a time, and one that
 * is slow, or fails, delays no other.
 */
public interface DeliverWebhooks {

  /**
   * Begins what is due, and returns without waiting for it.
   *
   * @throws io.whopship.ports.driven.PortException if the store cannot be reached
   */
  void deliver();

  /** Removes what is over and old. To be called now and then. */
  void keep();
}
