package io.whopship.app;

import io.whopship.ports.driven.webhooks.WebhookSender;
import io.whopship.ports.model.webhooks.SendResult;
import io.whopship.ports.model.webhooks.WebhookUrl;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Tells what came of each request to a webhook, and how long it took. */
record MeasuredSender(WebhookSender sender, BiConsumer<SendResult, Duration> sent)
    implements
      WebhookSender {

  @Override
  public Optional<String> refusal(WebhookUrl url) {
    return sender.refusal(url);
  }

  @Override
  public SendResult send(WebhookUrl url, Map<String, String> headers, String json) {
    long begun = System.nanoTime();
    SendResult result = sender.send(url, headers, json);
    sent.accept(result, Duration.ofNanos(System.nanoTime() - begun));
    return result;
  }
}
