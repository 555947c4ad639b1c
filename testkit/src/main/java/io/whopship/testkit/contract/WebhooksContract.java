package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.Apps;
import io.whopship.ports.driven.webhooks.WebhookDeliveries;
import io.whopship.ports.driven.webhooks.Webhooks;
import io.whopship.ports.driven.webhooks.Webhooks.Added;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.apps.Subdomain;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.apps.WhopAppId;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.webhooks.EventFilter;
import io.whopship.ports.model.webhooks.NewWebhook;
import io.whopship.ports.model.webhooks.SigningSecret;
import io.whopship.ports.model.webhooks.SigningSecrets;
import io.whopship.ports.model.webhooks.Webhook;
import io.whopship.ports.model.webhooks.WebhookId;
import io.whopship.ports.model.webhooks.WebhookStatus;
import io.whopship.ports.model.webhooks.WebhookStatus.Reason;
import io.whopship.ports.model.webhooks.WebhookUrl;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link Webhooks} promises. */
public abstract class WebhooksContract {

  static final WebhookUrl URL = WebhookUrl.parse("https://hooks.example/x?y=%20z");
  static final SigningSecret SECRET = new SigningSecret(
      new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));

  /** Empty stores that belong together, of one test. */
  public interface WebhookStores extends AutoCloseable {

    Apps apps();

    Webhooks webhooks();

    WebhookDeliveries deliveries();

    @Override
    void close();
  }

  WebhookStores stores;

  /** Opens empty stores, which a test closes at its end. */
  protected abstract WebhookStores open() throws Exception;

  @BeforeEach
  void openStores() throws Exception {
    stores = open();
  }

  @AfterEach
  void closeStores() {
    stores.close();
  }

  static NewWebhook of(OwnerId owner, @Nullable AppId app) {
    return new NewWebhook(owner, app, URL, EventFilter.ALL, SECRET, Examples.NOW);
  }

  static Webhook add(WebhookStores stores, OwnerId owner, @Nullable AppId app) {
    Added added = stores.webhooks().add(of(owner, app));
    assertThat(added).isInstanceOf(Added.Done.class);
    return ((Added.Done) added).webhook();
  }

  private Webhook add() {
    return add(stores, Examples.OWNER, null);
  }

  static App addApp(WebhookStores stores, OwnerId owner, String label) {
    Apps.Added added = stores.apps()
        .add(owner, new WhopAppId(label), label, new Subdomain(label), Variables.NONE,
            Examples.NOW);
    return ((Apps.Added.Done) added).app();
  }

  @Nested
  class Adding {

    @Test
    void keepsEveryPart() {
      App app = addApp(stores, Examples.OWNER, "one");
      NewWebhook added = new NewWebhook(Examples.OWNER, app.id(), URL,
          new EventFilter(List.of("deployment.active", "rollout.*")), SECRET, Examples.NOW);

      Added outcome = stores.webhooks().add(added);

      assertThat(outcome).isInstanceOfSatisfying(Added.Done.class, done -> {
        assertThat(done.webhook()).isEqualTo(added.numbered(done.webhook().id()));
        assertThat(stores.webhooks().find(done.webhook().id())).contains(done.webhook());
      });
    }

    @Test
    void needsItsApp() {
      assertThat(stores.webhooks().add(of(Examples.OWNER, new AppId(999_999))))
          .isEqualTo(new Added.NoSuchApp());
    }

    @Test
    void goesNoFurtherThanAnOwnerMay() {
      for (int i = 0; i < Webhooks.MAX_PER_OWNER; i++) {
        add();
      }

      assertThat(stores.webhooks().add(of(Examples.OWNER, null)))
          .isEqualTo(new Added.TooMany());
      add(stores, Examples.OTHER_OWNER, null);
    }

    @Test
    void hasRoomAgainAfterOneWasRemoved() {
      List<Webhook> all = new ArrayList<>();
      for (int i = 0; i < Webhooks.MAX_PER_OWNER; i++) {
        all.add(add());
      }
      stores.webhooks().remove(all.get(7).id());

      add();

      assertThat(stores.webhooks().add(of(Examples.OWNER, null)))
          .isEqualTo(new Added.TooMany());
    }

    @Test
    void ofManyAtOnceAddsAsManyAsMayBe() throws Exception {
      for (int i = 2; i < Webhooks.MAX_PER_OWNER; i++) {
        add();
      }
      Callable<Added> adding = () -> stores.webhooks().add(of(Examples.OWNER, null));

      assertThat(AtOnce.run(Collections.nCopies(6, adding)))
          .filteredOn(Added.Done.class::isInstance)
          .hasSize(2);
    }
  }

  @Nested
  class Listing {

    @Test
    void isNewestFirstAndInParts() {
      Webhook one = add();
      Webhook two = add(stores, Examples.OTHER_OWNER, null);
      Webhook three = add();

      Page<Webhook> first = stores.webhooks().list(null, new Page.Request(Page.Request.FIRST, 2));
      assertThat(first.items()).containsExactly(three, two);
      assertThat(stores.webhooks().list(null, new Page.Request(first.next(), 2)).items())
          .containsExactly(one);
      assertThat(stores.webhooks().list(Examples.OWNER, Page.Request.first()).items())
          .containsExactly(three, one);
    }
  }

  @Nested
  class Listening {

    @Test
    void areThoseOfTheAppAndThoseOfItsOwner() {
      App app = addApp(stores, Examples.OWNER, "one");
      App other = addApp(stores, Examples.OWNER, "other");
      Webhook ofOwner = add();
      Webhook ofApp = add(stores, Examples.OWNER, app.id());
      add(stores, Examples.OWNER, other.id());
      add(stores, Examples.OTHER_OWNER, null);

      assertThat(stores.webhooks().listening(app.id(), app.owner()))
          .containsExactly(ofOwner, ofApp);
    }

    @Test
    void areNoneThatAreDisabled() {
      App app = addApp(stores, Examples.OWNER, "one");
      Webhook disabled = add();
      Webhook failing = add();
      change(disabled.withStatus(new WebhookStatus.Disabled(Examples.NOW, Reason.GONE)));
      Webhook changed = change(failing.withStatus(new WebhookStatus.Failing(Examples.NOW)));

      assertThat(stores.webhooks().listening(app.id(), app.owner())).containsExactly(changed);
    }
  }

  private Webhook change(Webhook next) {
    return stores.webhooks().change(next.id(), now -> next).orElseThrow();
  }

  @Nested
  class Changing {

    @Test
    void keepsEveryPart() {
      Webhook changed = add().withUrl(WebhookUrl.parse("https://other.example/"))
          .withEvents(new EventFilter(List.of("app.*")))
          .withSecrets(SigningSecrets.of(SECRET)
              .rotated(new SigningSecret(new Secret("whsec_" + "A".repeat(32))), Examples.NOW));

      assertThat(change(changed)).isEqualTo(changed);
      assertThat(stores.webhooks().find(changed.id())).contains(changed);
    }

    @Test
    void keepsEveryStatus() {
      Webhook webhook = add();
      List<WebhookStatus> statuses = new ArrayList<>(
          List.of(new WebhookStatus.Failing(Examples.NOW), new WebhookStatus.Working()));
      for (Reason reason : Reason.values()) {
        statuses.add(new WebhookStatus.Disabled(Examples.NOW, reason));
      }
      for (WebhookStatus status : statuses) {
        change(webhook.withStatus(status));
        assertThat(stores.webhooks().find(webhook.id()))
            .contains(webhook.withStatus(status));
      }
    }

    @Test
    void findsNothingToChange() {
      assertThat(stores.webhooks().change(new WebhookId(999_999), now -> now)).isEmpty();
    }

    @Test
    void ofManyAtOnceLosesNone() throws Exception {
      Webhook webhook = add();
      List<Callable<Boolean>> changes = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        String type = "type" + i;
        changes.add(() -> stores.webhooks().change(webhook.id(), now -> {
          List<String> patterns = new ArrayList<>(now.events().patterns());
          patterns.add(type);
          return now.withEvents(new EventFilter(patterns));
        }).isPresent());
      }

      AtOnce.run(changes);

      assertThat(stores.webhooks().find(webhook.id()).orElseThrow().events().patterns())
          .hasSize(6);
    }
  }

  @Nested
  class Removing {

    @Test
    void saysWhetherThereWasOne() {
      Webhook webhook = add();
      Webhook other = add();

      assertThat(stores.webhooks().remove(webhook.id())).isTrue();
      assertThat(stores.webhooks().remove(webhook.id())).isFalse();
      assertThat(stores.webhooks().list(null, Page.Request.first()).items())
          .containsExactly(other);
    }

    @Test
    void happensWithTheApp() {
      App app = addApp(stores, Examples.OWNER, "one");
      Webhook ofApp = add(stores, Examples.OWNER, app.id());
      Webhook ofOwner = add();

      stores.apps().remove(app.id());

      assertThat(stores.webhooks().find(ofApp.id())).isEmpty();
      assertThat(stores.webhooks().list(null, Page.Request.first()).items())
          .containsExactly(ofOwner);
    }
  }
}
