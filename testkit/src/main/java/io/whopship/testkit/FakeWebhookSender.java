package io.whopship.testkit;

import io.whopship.ports.driven.webhooks.WebhookSender;
import io.whopship.ports.model.webhooks.SendResult;
import io.whopship.ports.model.webhooks.WebhookUrl;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Receivers of webhooks by their hosts. One that no test has told what to answer does not exist;
 * plain http is refused. Safe for use by many threads.
 */
public final class FakeWebhookSender implements WebhookSender {

  /** A request that came to a receiver. */
  public record Received(WebhookUrl url, Map<String, String> headers, String json) {}

  private static final String REFUSAL = "must be https";

  private final Map<String, Supplier<SendResult>> receivers = new HashMap<>();
  private final List<Received> received = new ArrayList<>();

  /** From now on this host answers so. */
  public synchronized void answer(String host, int status) {
    answer(host, () -> new SendResult.Answered(status, "", null));
  }

  /** From now on this comes of what is sent to a host; asked once for each request. */
  public synchronized void answer(String host, Supplier<SendResult> result) {
    receivers.put(host, result);
  }

  /** What came, in the order in which it did. */
  public synchronized List<Received> received() {
    return List.copyOf(received);
  }

  @Override
  public Optional<String> refusal(WebhookUrl url) {
    return url.isSecure() ? Optional.empty() : Optional.of(REFUSAL);
  }

  @Override
  public SendResult send(WebhookUrl url, Map<String, String> headers, String json) {
    if (!url.isSecure()) {
      return new SendResult.Forbidden(REFUSAL);
    }
    Supplier<SendResult> receiver;
    synchronized (this) {
      receiver = receivers.get(url.uri().getHost());
      if (receiver != null) {
        received.add(new Received(url, Map.copyOf(headers), json));
      }
    }
    return receiver == null
        ? new SendResult.Unreachable("there is no such host")
        : receiver.get();
  }
}
