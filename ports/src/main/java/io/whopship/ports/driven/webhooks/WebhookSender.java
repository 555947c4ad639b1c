package io.whopship.ports.driven.webhooks;

import io.whopship.ports.model.webhooks.SendResult;
import io.whopship.ports.model.webhooks.WebhookUrl;
import java.util.Map;
import java.util.Optional;

/**
 * Sends requests to webhooks. Their URLs come from tenants, so nothing is ever sent to where a
 * tenant has no business: names that lead to addresses of this machine or its network are refused,
 * and the address that was looked at is the one that is connected to.
 */
public interface WebhookSender {

  /**
   * Why nothing may be sent to a URL, as far as the URL itself says; empty if it may. Asks nobody,
   * so {@link #send} may still refuse.
   */
  Optional<String> refusal(WebhookUrl url);

  /**
   * Sends a POST and waits for the answer, 15 seconds at most. Follows no redirects: one counts as
   * the answer. Never throws for what the other side does.
   *
   * @throws io.whopship.ports.driven.PortException.Unavailable if this server stops; whether it was
   * sent is not known then
   */
  SendResult send(WebhookUrl url, Map<String, String> headers, String json);
}
