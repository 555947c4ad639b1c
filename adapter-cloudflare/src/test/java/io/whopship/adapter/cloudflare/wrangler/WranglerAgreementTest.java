package io.whopship.adapter.cloudflare.wrangler;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.adapter.cloudflare.api.ApiSettings;
import io.whopship.adapter.cloudflare.edge.CloudflareEdge;
import io.whopship.adapter.cloudflare.edge.CloudflareSettings;
import io.whopship.adapter.cloudflare.edge.CloudflareSettings.ObjectAccess;
import io.whopship.adapter.cloudflare.edge.Installation;
import io.whopship.ports.driven.Edge.Placement;
import io.whopship.ports.driven.Edge.Placing;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.testkit.cloudflare.FakeCloudflare;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Real wrangler and this adapter deploy the same worker, each into an account of its own, and what
 * the two accounts were asked is compared, part by part.
 */
class WranglerAgreementTest {

  private static final Installation INSTALLATION = new Installation("tenants");
  private static final ReleaseName NEW = new ReleaseName(new AppId(1), new DeploymentId(1));
  private static final ReleaseName NEXT = new ReleaseName(new AppId(1), new DeploymentId(2));

  static final List<WranglerDifference> DIFFERENCES = WranglerDifference.ALL;

  private static List<Disagreement> first;
  private static List<Disagreement> second;

  @BeforeAll
  static void bothDeploy(@TempDir Path folder) throws IOException {
    try (FakeCloudflare theirs = account();
        FakeCloudflare ours = account();
        CloudflareEdge edge = edge(ours)) {
      RecordedDeploy ourFirst = place(edge, ours, NEW, SampleSite.FIRST);
      RecordedDeploy ourSecond = place(edge, ours, NEXT, SampleSite.SECOND);
      makeTheSameStores(ours, theirs);
      Wrangler wrangler = new Wrangler(theirs, folder);
      first = deploy(wrangler, theirs, NEW, SampleSite.FIRST).against(ourFirst);
      second = deploy(wrangler, theirs, NEXT, SampleSite.SECOND).against(ourSecond);
    }
  }

  private static FakeCloudflare account() {
    FakeCloudflare cloudflare = FakeCloudflare.start()
        .withDispatchNamespace(INSTALLATION.namespace())
        .withWorker(INSTALLATION.dispatcher());
    cloudflare.createKvNamespace(INSTALLATION.routes());
    return cloudflare;
  }

  private static CloudflareEdge edge(FakeCloudflare cloudflare) {
    return CloudflareEdge.open(new CloudflareSettings(
        ApiSettings.of(cloudflare.baseUrl(), cloudflare.account(),
            new Secret(cloudflare.token())),
        INSTALLATION, new Secret("secret0of0probes"),
        new ObjectAccess(URI.create("http://127.0.0.1:1"), "none", new Secret("none")),
        Duration.ZERO, Duration.ZERO, false, null), (delay, task) -> () -> {
        });
  }

  private static RecordedDeploy place(CloudflareEdge edge, FakeCloudflare cloudflare,
      ReleaseName name, SampleSite site) {
    cloudflare.forgetCalls();
    assertThat(edge.place(new Placing(name, site.bundle(), SampleSite.VARIABLES),
        site.artifact().open(), line -> {
        })).isInstanceOf(Placement.Placed.class);
    return RecordedDeploy.of(cloudflare);
  }

  /** Wrangler expects to find what the platform allots. */
  private static void makeTheSameStores(FakeCloudflare ours, FakeCloudflare theirs) {
    ours.kvNamespaces()
        .keySet()
        .stream()
        .filter(title -> !title.equals(INSTALLATION.routes()))
        .forEach(theirs::createKvNamespace);
    ours.buckets().forEach(theirs::withBucket);
  }

  private static RecordedDeploy deploy(Wrangler wrangler, FakeCloudflare cloudflare,
      ReleaseName name, SampleSite site) throws IOException {
    Map<String, String> namespaces = cloudflare.kvNamespaces();
    site.writeTo(wrangler, name, Objects.requireNonNull(namespaces.get("tenants/1/STORE")),
        cloudflare.buckets().getFirst(), INSTALLATION.dispatcher());
    cloudflare.forgetCalls();
    wrangler.run("deploy", "--dispatch-namespace", INSTALLATION.namespace(), "--secrets-file",
        "secrets.json").succeeded();
    return RecordedDeploy.of(cloudflare);
  }

  @Test
  void theFirstDeploysAgree() {
    assertThat(first).filteredOn(WranglerAgreementTest::isUnexplained).isEmpty();
  }

  @Test
  void deploysOfWhatIsMostlyThereAgree() {
    assertThat(second).filteredOn(WranglerAgreementTest::isUnexplained).isEmpty();
  }

  private static boolean isUnexplained(Disagreement disagreement) {
    return DIFFERENCES.stream().noneMatch(difference -> difference.explains(disagreement));
  }

  @ParameterizedTest
  @FieldSource("DIFFERENCES")
  void eachDifferenceThatIsListedIsThere(WranglerDifference difference) {
    assertThat(Stream.concat(first.stream(), second.stream())).anyMatch(difference::explains);
  }
}
