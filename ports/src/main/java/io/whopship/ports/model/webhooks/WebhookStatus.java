package io.whopship.ports.model.webhooks;

import java.time.Instant;

/** How a webhook is. */
public sealed interface WebhookStatus {

  /** It takes what it is sent, or was never sent anything. */
  record Working() implements WebhookStatus {}

  /** Since then every attempt has failed. It goes on being sent what there is. */
  record Failing(Instant since) implements WebhookStatus {}

  /** It is sent nothing, until its owner enables it. */
  record Disabled(Instant since, Reason reason) implements WebhookStatus {}

  /** Why a webhook was disabled. */
  enum Reason {
    /** Its owner wanted it so. */
    OWNER,
    /** It answered 410. */
    GONE,
    /** Every attempt had failed for days. */
    FAILED
  }

  default boolean isDisabled() {
    return this instanceof Disabled;
  }
}
