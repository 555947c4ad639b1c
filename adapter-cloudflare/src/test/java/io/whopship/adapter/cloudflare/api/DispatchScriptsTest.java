package io.whopship.adapter.cloudflare.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.adapter.cloudflare.upload.Uploads;
import io.whopship.adapter.cloudflare.upload.WorkerUpload;
import io.whopship.ports.driven.PortException.Rejected;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.identity.Secret;
import io.whopship.testkit.FakeArtifact;
import io.whopship.testkit.cloudflare.FakeCloudflare;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DispatchScriptsTest {

  private static final FakeArtifact WORKER = FakeArtifact.EMPTY.file("open-next/worker/index.js",
      "export class Queue {}");

  private final FakeCloudflare cloudflare = FakeCloudflare.start().withDispatchNamespace("tenants");
  private final CloudflareApi api = ImpatientApi.open(ApiSettings.of(cloudflare.baseUrl(),
      cloudflare.account(), new Secret(cloudflare.token())));
  private final DispatchScripts scripts = api.scripts("tenants");

  @AfterEach
  void close() {
    api.close();
    cloudflare.close();
  }

  private void upload(String name, List<String> classes, String... tags) {
    new Uploads(api, "tenants").upload(
        new WorkerUpload(name, new AppId(1), WORKER.bundle(), List.of(), classes, List.of(tags)),
        WORKER.open(), line -> {
        });
  }

  @Test
  void aScriptIsFoundWithItsTagsAndItsMigration() {
    upload("a", List.of("Queue"), "app-1", "deploy-2");
    assertThat(scripts.find("a")).hasValueSatisfying(script -> {
      assertThat(script.tags()).containsExactlyInAnyOrder("app-1", "deploy-2");
      assertThat(script.migration()).isEqualTo("v1");
    });
    assertThat(scripts.find("b")).isEmpty();
  }

  @Test
  void scriptsAreListedByTheirTag() {
    upload("a", List.of(), "app-1");
    upload("b", List.of(), "app-1");
    upload("c", List.of(), "app-2");
    assertThat(scripts.tagged("app-1")).extracting(DispatchScripts.Script::name)
        .containsExactlyInAnyOrder("a", "b");
    assertThat(scripts.tagged("app-3")).isEmpty();
  }

  @Test
  void aScriptIsRemovedOnceOrTwice() {
    upload("a", List.of("Queue"));
    scripts.remove("a");
    scripts.remove("a");
    assertThat(cloudflare.scripts("tenants")).isEmpty();
  }

  @Test
  void aNamespaceThatIsNotThereIsNotAScriptThatIsNotThere() {
    assertThatThrownBy(() -> api.scripts("nowhere").find("a")).isInstanceOf(Rejected.class)
        .hasMessageContaining("whopship cloudflare init");
  }
}
