package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.webhooks.WebhookSender;
import io.whopship.ports.model.webhooks.SendResult;
import io.whopship.ports.model.webhooks.WebhookUrl;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link WebhookSender} promises. */
public abstract class WebhookSenderContract {

  private static final Map<String, String> HEADERS = Map.of("webhook-id", "msg_1");

  /** A sender, and receivers that answer what they are told. */
  public interface Receivers extends AutoCloseable {

    WebhookSender sender();

    /** One that answers so; with {@code Retry-After} if the seconds are more than none. */
    WebhookUrl answering(int status, String body, int retryAfterSeconds);

    /** One that answers that what is wanted is at {@link #answering}. */
    WebhookUrl redirecting();

    /** Where nobody is. */
    WebhookUrl nobody();

    /** Where nothing may be sent, as its URL says. */
    WebhookUrl forbidden();

    /** The headers of the last request to any of them, by names in lower case. */
    Map<String, String> lastHeaders();

    /** The body of the last request to any of them. */
    String lastBody();

    int requests();

    @Override
    void close();
  }

  private Receivers receivers;

  protected abstract Receivers open() throws Exception;

  @BeforeEach
  void openReceivers() throws Exception {
    receivers = open();
  }

  @AfterEach
  void closeReceivers() {
    receivers.close();
  }

  private SendResult send(WebhookUrl url) {
    return receivers.sender().send(url, HEADERS, "{\"größer\": \"🚢\"}");
  }

  @Test
  void bringsHeadersAndBody() {
    send(receivers.answering(200, "", 0));

    assertThat(receivers.lastHeaders()).containsEntry("webhook-id", "msg_1");
    assertThat(receivers.lastBody()).isEqualTo("{\"größer\": \"🚢\"}");
  }

  @Test
  void tellsTheAnswer() {
    assertThat(send(receivers.answering(503, "größer 🚢", 7)))
        .isEqualTo(new SendResult.Answered(503, "größer 🚢", Duration.ofSeconds(7)));
    assertThat(send(receivers.answering(200, "", 0)))
        .isEqualTo(new SendResult.Answered(200, "", null));
  }

  @Test
  void followsNoRedirect() {
    SendResult result = send(receivers.redirecting());

    assertThat(result).isInstanceOfSatisfying(SendResult.Answered.class,
        answered -> assertThat(answered.status()).isEqualTo(302));
    assertThat(result.isSuccess()).isFalse();
    assertThat(receivers.requests()).isEqualTo(1);
  }

  @Test
  void saysThatNobodyIsThere() {
    assertThat(send(receivers.nobody())).isInstanceOf(SendResult.Unreachable.class);
  }

  @Test
  void sendsNothingWhereNothingMayBeSent() {
    WebhookUrl forbidden = receivers.forbidden();

    assertThat(receivers.sender().refusal(forbidden)).isPresent();
    assertThat(send(forbidden)).isInstanceOf(SendResult.Forbidden.class);
    assertThat(receivers.requests()).isZero();
  }

  @Test
  void hasNothingAgainstOthers() {
    assertThat(receivers.sender().refusal(receivers.answering(200, "", 0))).isEmpty();
  }
}
