package io.whopship.ports.model.webhooks;

/** The number of a webhook. */
public record WebhookId(long value) {

  public WebhookId {
    if (value < 1) {
      throw new IllegalArgumentException("webhook must be 1 or more, but is " + value);
    }
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
