package io.whopship.testkit.cloudflare.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class KvSpaceTest {

  private static final Instant START = Instant.parse("2025-01-24T12:00:00Z");

  private final KvSpace space = new KvSpace("id", "title");

  /** As a host that is deployed again and again. */
  @Test
  void anEdgeSeesWhatWasWrittenItsDelayAgoHoweverOftenItWasWrittenSince() {
    for (int second = 0; second <= 5_000; second++) {
      space.put("host", new KvSpace.Value(Integer.toString(second).getBytes(UTF_8),
          MissingNode.getInstance(), 0), START.plusSeconds(second));
    }

    assertThat(space.getAtEdge("host", START.plusSeconds(5_000), Duration.ofSeconds(75)))
        .hasValueSatisfying(seen -> assertThat(seen.content()).asString(UTF_8).isEqualTo("4925"));
  }
}
