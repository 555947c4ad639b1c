package io.whopship.core;

import static io.whopship.core.Platform.ADMIN;
import static io.whopship.core.Platform.ALICE;
import static io.whopship.core.Platform.MALLORY;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.core.audit.AuditedDeployments;
import io.whopship.core.audit.AuditedWebhooks;
import io.whopship.core.audit.Pen;
import io.whopship.ports.driven.Apps;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.agents.ContainerHost.Action;
import io.whopship.ports.driven.webhooks.Webhooks;
import io.whopship.ports.driving.CreateDeployment;
import io.whopship.ports.driving.CreateDeployment.UploadMethod;
import io.whopship.ports.driving.agents.ConnectAgent;
import io.whopship.ports.driving.webhooks.ManageWebhooks;
import io.whopship.ports.driving.webhooks.ManageWebhooks.Creation;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.audit.AuditEntry;
import io.whopship.ports.model.audit.AuditRecord;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.Origin;
import io.whopship.ports.model.webhooks.EventFilter;
import io.whopship.ports.model.webhooks.WebhookId;
import io.whopship.ports.model.webhooks.WebhookUrl;
import io.whopship.testkit.FakeContainerHost;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Who did what, and who was not allowed to. */
class AuditTest {

  private final Platform platform = new Platform();

  private List<AuditEntry> seenBy(Caller caller, @Nullable AppId app) {
    return platform.core.audit()
        .list(caller, app, Page.Request.first())
        .items()
        .stream()
        .map(AuditRecord::entry)
        .toList();
  }

  /** Without what the platform did to be there. */
  private List<String> actions(Caller caller) {
    return seenBy(caller, null).reversed()
        .stream()
        .skip(caller.equals(ALICE) ? 1 : 0)
        .map(entry -> entry.action() + (entry.refused() ? " refused" : ""))
        .toList();
  }

  @Nested
  class Writing {

    @Test
    void tellsWhoDidItAndFromWhere() {
      DeploymentId id = platform.uploaded();
      Origin origin = new Origin("198.51.100.7", "request-1");

      platform.core.deployments().trigger().trigger(ADMIN.from(origin), id);

      assertThat(seenBy(ALICE, null).getFirst()).isEqualTo(new AuditEntry(
          platform.clock.instant(), ALICE.owner(), ADMIN.owner(), true, "deployment.trigger",
          false, platform.app.id(), id, "", origin));
    }

    @Test
    void coversTheLifeOfADeployment() {
      DeploymentId id = platform.uploaded();
      platform.core.deployments().delete().delete(ALICE, id);
      platform.trigger(platform.uploaded());

      assertThat(actions(ALICE)).containsExactly("deployment.create", "deployment.upload",
          "deployment.delete", "deployment.create", "deployment.upload", "deployment.trigger");
    }

    @Test
    void coversTheLifeOfAnApp() {
      platform.core.apps()
          .update()
          .update(ALICE, platform.app.id(), "Other",
              new Variables(Map.of("KEY", "a secret value")), null);
      platform.core.apps().delete().delete(ALICE, platform.app.id());

      assertThat(seenBy(ALICE, platform.app.id())).extracting(AuditEntry::action)
          .containsExactly("app.delete", "app.update", "app.create");
      assertThat(seenBy(ALICE, platform.app.id()).get(1).detail())
          .isEqualTo("name 'Other' variables KEY");
    }

    @Test
    void coversTokens() {
      platform.core.access().issueToken().issue(ADMIN, MALLORY.owner(), false);
      platform.core.access().issueToken().issue(MALLORY, MALLORY.owner(), true);

      assertThat(actions(MALLORY)).containsExactly("token.issue", "token.issue refused");
    }

    @Test
    void coversAgentsAndTheirContainers() {
      Agent agent = platform.core.agents().invite().invite(ALICE, "host").agent();
      FakeContainerHost host = new FakeContainerHost(platform.clock);
      ContainerName web = new ContainerName("web");
      host.create(web.value());
      ConnectAgent connect = platform.core.agents().connect();
      connect.connect(agent, host, parting -> {
      });
      platform.core.agents().containers().act(ALICE, agent.id(), web, Action.RESTART);
      platform.core.agents().containers().act(MALLORY, agent.id(), web, Action.STOP);
      platform.core.agents().see().revoke(MALLORY, agent.id());
      platform.core.agents().see().revoke(ALICE, agent.id());

      assertThat(actions(ALICE)).containsExactly("agent.invite", "container.restart",
          "agent.revoke");
      assertThat(actions(MALLORY)).containsExactly("container.stop refused",
          "agent.revoke refused");
    }

    @Test
    void coversWebhooks() {
      var webhooks = platform.core.webhooks();
      WebhookUrl url = WebhookUrl.parse("https://hooks.example/secret-path");
      Creation created = webhooks.manage().create(ALICE, null, url, EventFilter.ALL);
      WebhookId id = ((Creation.Created) created).webhook().id();
      webhooks.manage().update(ALICE, id, url, null, true);
      webhooks.manage().rotate(ALICE, id);
      webhooks.attempt().send(ALICE, id);
      webhooks.manage().rotate(MALLORY, id);
      webhooks.manage().delete(ALICE, id);

      assertThat(actions(ALICE)).containsExactly("webhook.create", "webhook.update",
          "webhook.rotate", "webhook.test", "webhook.delete");
      assertThat(actions(MALLORY)).containsExactly("webhook.rotate refused");
      assertThat(seenBy(ADMIN, null)).extracting(AuditEntry::detail)
          .noneMatch(detail -> detail.contains("secret"));
    }

    @Test
    void doesNotUndoWhatWasDoneWhenTheStoreBreaksBehindIt() {
      AtomicBoolean broken = new AtomicBoolean();
      Supplier<@Nullable RuntimeException> failure = () -> broken.get()
          ? new PortException.Unavailable("the database is away", null)
          : null;
      Pen pen = new Pen(platform.audit,
          Failing.at("find", Apps.class, platform.store.apps(), failure),
          platform.store.deployments(), platform.clock);
      Webhooks webhooks = Failing.at("find", Webhooks.class, platform.webhooks, failure);
      WebhookUrl url = WebhookUrl.parse("https://hooks.example");
      WebhookId id = ((Creation.Created) platform.core.webhooks()
          .manage()
          .create(ALICE, null, url, EventFilter.ALL)).webhook().id();
      CreateDeployment create = new AuditedDeployments(pen).create((caller, app, method, metadata,
          checksum, uuid) -> {
        broken.set(true);
        return platform.create(null);
      });
      ManageWebhooks manage = new AuditedWebhooks(pen, webhooks).manage(Failing.after(
          ManageWebhooks.class, platform.core.webhooks().manage(), () -> broken.set(true)));

      assertThat(create.create(ALICE, platform.app.whopAppId(), UploadMethod.DIRECT,
          BuildMetadata.NONE, null, null)).isInstanceOf(CreateDeployment.Outcome.Created.class);
      broken.set(false);
      assertThat(manage.rotate(ALICE, id)).isInstanceOf(ManageWebhooks.Outcome.Done.class);
      broken.set(false);
      assertThat(manage.update(ALICE, id, url, null, null))
          .isInstanceOf(ManageWebhooks.Outcome.Done.class);
    }

    @Test
    void leavesOutWhatChangedNothing() {
      DeploymentId id = platform.triggered();
      int before = actions(ALICE).size();

      platform.trigger(id);
      platform.core.deployments().delete().delete(ALICE, id);
      platform.core.deployments().trigger().trigger(ALICE, new DeploymentId(99));
      platform.core.deployments().find().find(MALLORY, id);

      assertThat(actions(ALICE)).hasSize(before);
      assertThat(actions(MALLORY)).isEmpty();
    }
  }

  @Nested
  class Refusals {

    @Test
    void standInTheLogOfWhoWasRefused() {
      DeploymentId id = platform.uploaded();
      int before = actions(ALICE).size();

      platform.core.deployments().trigger().trigger(MALLORY, id);
      platform.core.apps().delete().delete(MALLORY, platform.app.id());

      assertThat(actions(MALLORY)).containsExactly("deployment.trigger refused",
          "app.delete refused");
      assertThat(actions(ALICE)).hasSize(before);
      assertThat(actions(ADMIN)).contains("deployment.trigger refused");
    }
  }

  @Nested
  class Keeping {

    @Test
    void removesWhatIsTooOld() {
      platform.clock.advance(Duration.ofDays(400));
      DeploymentId id = platform.uploaded();
      platform.clock.advance(Duration.ofMillis(1));

      platform.core.audit().keep();

      assertThat(seenBy(ADMIN, null)).extracting(AuditEntry::deployment).containsOnly(id);
    }
  }
}
