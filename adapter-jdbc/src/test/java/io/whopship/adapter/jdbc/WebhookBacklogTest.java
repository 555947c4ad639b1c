package io.whopship.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WebhookBacklogTest {

  @TempDir
  Path directory;

  @ParameterizedTest
  @EnumSource
  void isWhatWaitsAndForHowLong(TestDatabase database) {
    try (OpenStores opened = new OpenStores(database.in(directory))) {
      assertThat(opened.stores.webhookBacklog(Given.NOW))
          .isEqualTo(new WebhookBacklog(0, Duration.ZERO));

      opened.execute("insert into webhooks (owner_id, slot, url, events, secrets,"
          + " created_at) values ('acme', 0, 'https://example.com', '', '{}', current_timestamp)");
      for (String nextAt : new String[]{"null", "current_timestamp", "current_timestamp"}) {
        opened.execute("insert into webhook_deliveries (webhook, message_id, type, event_at, body,"
            + " delivered, tries, next_at, created_at) select id, 'm', 't', current_timestamp,"
            + " '{}', false, 0, " + nextAt
            + ", timestamp with time zone '2026-11-20 11:59:00.123+00' from webhooks");
      }

      assertThat(opened.stores.webhookBacklog(Given.NOW))
          .isEqualTo(new WebhookBacklog(2, Duration.ofMinutes(1)));
    }
  }
}
