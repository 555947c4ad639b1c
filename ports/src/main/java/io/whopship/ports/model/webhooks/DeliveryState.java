package io.whopship.ports.model.webhooks;

import java.time.Instant;

/** How far a delivery is. */
public sealed interface DeliveryState {

  /**
   * It is to be tried, at this time or soon after.
   *
   * @param tries how often it was in vain, since it was last begun
   */
  record Waiting(Instant next, int tries) implements DeliveryState {}

  /** The webhook said that it has it. */
  record Delivered(Instant at) implements DeliveryState {}

  /** It was tried as often as it may be, or its webhook was disabled. It can be begun again. */
  record Failed(Instant at) implements DeliveryState {}
}
