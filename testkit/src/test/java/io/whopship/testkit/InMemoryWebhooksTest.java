package io.whopship.testkit;

import io.whopship.ports.driven.Apps;
import io.whopship.ports.driven.webhooks.WebhookDeliveries;
import io.whopship.ports.driven.webhooks.Webhooks;
import io.whopship.testkit.contract.WebhookDeliveriesContract;
import io.whopship.testkit.contract.WebhooksContract;
import io.whopship.testkit.contract.WebhooksContract.WebhookStores;
import java.time.Instant;
import org.junit.jupiter.api.Nested;

class InMemoryWebhooksTest {

  @Nested
  class OfWebhooks extends WebhooksContract {
    @Override
    protected WebhookStores open() {
      return stores();
    }
  }

  @Nested
  class OfDeliveries extends WebhookDeliveriesContract {
    @Override
    protected WebhookStores open() {
      return stores();
    }
  }

  private static WebhookStores stores() {
    InMemoryStore store = new InMemoryStore(new FakeWorkQueue(new MovableClock(Instant.EPOCH)));
    return new WebhookStores() {

      @Override
      public Apps apps() {
        return store.apps();
      }

      @Override
      public Webhooks webhooks() {
        return store.webhooks();
      }

      @Override
      public WebhookDeliveries deliveries() {
        return store.webhooks();
      }

      @Override
      public void close() {
        // nothing is open
      }
    };
  }
}
