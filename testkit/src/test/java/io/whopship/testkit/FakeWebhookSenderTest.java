package io.whopship.testkit;

import io.whopship.ports.driven.webhooks.WebhookSender;
import io.whopship.ports.model.webhooks.SendResult;
import io.whopship.ports.model.webhooks.WebhookUrl;
import io.whopship.testkit.contract.WebhookSenderContract;
import java.time.Duration;
import java.util.Map;

class FakeWebhookSenderTest extends WebhookSenderContract {

  @Override
  protected Receivers open() {
    return new Fakes();
  }

  private static final class Fakes implements Receivers {

    private final FakeWebhookSender sender = new FakeWebhookSender();

    @Override
    public WebhookSender sender() {
      return sender;
    }

    @Override
    public WebhookUrl answering(int status, String body, int retryAfterSeconds) {
      Duration wish = retryAfterSeconds == 0 ? null : Duration.ofSeconds(retryAfterSeconds);
      sender.answer("there.example", () -> new SendResult.Answered(status, body, wish));
      return WebhookUrl.parse("https://there.example/");
    }

    @Override
    public WebhookUrl redirecting() {
      return answering(302, "", 0);
    }

    @Override
    public WebhookUrl nobody() {
      return WebhookUrl.parse("https://nobody.example/");
    }

    @Override
    public WebhookUrl forbidden() {
      return WebhookUrl.parse("http://there.example/");
    }

    @Override
    public Map<String, String> lastHeaders() {
      return sender.received().getLast().headers();
    }

    @Override
    public String lastBody() {
      return sender.received().getLast().json();
    }

    @Override
    public int requests() {
      return sender.received().size();
    }

    @Override
    public void close() {
      // nothing is open
    }
  }
}
