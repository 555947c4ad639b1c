package io.whopship.ports.model.webhooks;

/** The number of a delivery: of one message to one webhook. */
public record DeliveryId(long value) {

  public DeliveryId {
    if (value < 1) {
      throw new IllegalArgumentException("delivery must be 1 or more, but is " + value);
    }
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
