package io.whopship.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.javalin.http.HttpStatus;
import io.whopship.ports.model.identity.OwnerId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StreamPlacesTest {

  static final Duration SECOND = Duration.ofSeconds(1);
  static final OwnerId ACME = new OwnerId("acme");
  static final OwnerId OTHER = new OwnerId("other");

  /** Three in all, two of one owner. */
  final StreamPlaces places = new StreamPlaces("streams",
      new StreamSettings(SECOND, SECOND, SECOND, SECOND, SECOND, SECOND, 3, 2, 1));

  @Test
  void oneOwnerDoesNotGetAllOfThem() {
    places.take(ACME);
    places.take(ACME);

    oneMoreOfAcmeIsRefused();
    places.take(OTHER);
  }

  @Test
  void allOwnersTogetherGetNoMoreThanThereAre() {
    places.take(ACME);
    places.take(ACME);
    places.take(OTHER);

    assertRefused(OTHER, HttpStatus.SERVICE_UNAVAILABLE,
        "Too many streams at the moment: try again in a few seconds");
  }

  @Test
  void whoIsRefusedHoldsNone() {
    places.take(ACME);
    places.take(ACME);
    places.take(OTHER);
    oneMoreOfAcmeIsRefused();

    places.leave(ACME);
    places.take(OTHER);
    places.leave(OTHER);
    places.take(ACME);
  }

  private void oneMoreOfAcmeIsRefused() {
    assertRefused(ACME, HttpStatus.TOO_MANY_REQUESTS, "You have 2 streams open already, the most"
        + " one owner may have: close some, or try again later");
  }

  private void assertRefused(OwnerId owner, HttpStatus status, String message) {
    assertThatThrownBy(() -> places.take(owner)).isInstanceOfSatisfying(Refusal.class,
        refusal -> assertThat(refusal.problem())
            .extracting(Problem::status, Problem::message)
            .containsExactly(status, message));
  }
}
