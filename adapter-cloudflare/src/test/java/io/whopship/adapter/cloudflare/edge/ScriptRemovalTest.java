package io.whopship.adapter.cloudflare.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.adapter.cloudflare.api.ApiSettings;
import io.whopship.adapter.cloudflare.api.CloudflareApi;
import io.whopship.adapter.cloudflare.api.ImpatientApi;
import io.whopship.adapter.cloudflare.edge.CloudflareSettings.ObjectAccess;
import io.whopship.adapter.cloudflare.upload.UploadMemory;
import io.whopship.ports.driven.PortException.Unavailable;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.artifact.CacheFile;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.testkit.cloudflare.FakeCloudflare;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A build that rendered a great many pages holds up no deployment for long. */
class ScriptRemovalTest {

  private static final ReleaseName RELEASE = new ReleaseName(new AppId(7), new DeploymentId(1));

  private final FakeCloudflare cloudflare = FakeCloudflare.start().withDispatchNamespace("tenants");
  private final String routes = cloudflare.createKvNamespace("tenants-routes");
  private final String pages = cloudflare.createKvNamespace("tenants/7/NEXT_INC_CACHE_KV");
  private final CloudflareApi api = ImpatientApi.open(ApiSettings.of(cloudflare.baseUrl(),
      cloudflare.account(), new Secret(cloudflare.token())));
  private final R2Objects noObjects = new R2Objects(
      new ObjectAccess(URI.create("http://127.0.0.1:1"), "none", new Secret("none")));
  private final Releases releases = new Releases(api.keyValues(), routes, api.scripts("tenants"),
      Duration.ZERO);

  @AfterEach
  void close() {
    noObjects.close();
    api.close();
    cloudflare.close();
  }

  private ScriptRemoval removal(Duration patience) {
    return new ScriptRemoval(api.scripts("tenants"), releases,
        new CacheSeeding(api.keyValues(), noObjects, UploadMemory.OF_PROCESS), patience);
  }

  private void renderPages(int count) {
    String prefix = CacheFile.keyPrefix(CacheFile.DEFAULT_PREFIX, "one");
    Map<String, byte[]> values = new HashMap<>();
    for (int i = 0; i < count; i++) {
      values.put(prefix + i, new byte[1]);
    }
    api.keyValues().putAll(pages, values);
    releases.put(RELEASE, new ReleaseRecord("v1", "f", null, Set.of("one"),
        List.of(new CachePlace(CachePlace.Kind.KEY_VALUE, pages, CacheFile.DEFAULT_PREFIX))));
  }

  @Test
  void whatTakesTooLongIsLeftToTheNextTry() {
    renderPages(2500);
    ScriptRemoval impatient = removal(Duration.ZERO);

    assertThatThrownBy(() -> impatient.remove(RELEASE)).isInstanceOf(Unavailable.class)
        .hasMessageContaining("the build of whopship-7-1")
        .hasMessageContaining("still there");
    assertThat(cloudflare.kvKeys(pages)).hasSize(1500);
    assertThat(releases.find(RELEASE)).isPresent();
    assertThatThrownBy(() -> impatient.remove(RELEASE)).isInstanceOf(Unavailable.class);
    impatient.remove(RELEASE);

    assertThat(cloudflare.kvKeys(pages)).isEmpty();
    assertThat(releases.find(RELEASE)).isEmpty();
  }

  @Test
  void whatDoesNotIsRemovedAtOnce() {
    renderPages(2500);

    removal(ScriptRemoval.PATIENCE).remove(RELEASE);

    assertThat(cloudflare.kvKeys(pages)).isEmpty();
    assertThat(releases.find(RELEASE)).isEmpty();
  }
}
