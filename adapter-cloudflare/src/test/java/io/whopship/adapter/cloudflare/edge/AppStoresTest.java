package io.whopship.adapter.cloudflare.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import io.whopship.adapter.cloudflare.edge.CloudflareSettings.ObjectAccess;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.Edge.Placement;
import io.whopship.ports.driven.Edge.Placing;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.artifact.AssetSettings;
import io.whopship.ports.model.artifact.Binding;
import io.whopship.ports.model.artifact.RuntimeSettings;
import io.whopship.ports.model.artifact.WorkerBundle;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.testkit.FakeArtifact;
import io.whopship.testkit.S3Server;
import io.whopship.testkit.cloudflare.FakeCloudflare;
import io.whopship.testkit.cloudflare.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The storage that apps are given: KV by the API as the fake speaks it, R2 by a real S3 server. */
final class AppStoresTest {

  private static final AppId APP = new AppId(7);
  private static final String BUCKET = OpenCloudflare.INSTALLATION.bucket(APP,
      "NEXT_INC_CACHE_R2_BUCKET");

  /** SHA-256 of {@code /about}, the name of a page. */
  private static final String ABOUT = "979bddc4a8caafdda41370de2a2e0781a1af2f53c9f36fb804df9af860a53cf5.cache";

  @TempDir
  private static Path objects;

  private static S3Server s3;

  private OpenCloudflare cloudflare;

  /** Where a build's cache may be. */
  enum Cache {
    KEY_VALUE, BUCKET;

    Binding binding() {
      return switch (this) {
        case KEY_VALUE -> new Binding.KeyValue("NEXT_INC_CACHE_KV");
        case BUCKET -> new Binding.Bucket("NEXT_INC_CACHE_R2_BUCKET");
      };
    }
  }

  @BeforeAll
  static void anS3ServerRuns() throws IOException {
    Path module = Path.of(Objects.requireNonNull(System.getProperty("whopship.home")),
        "adapter-r2", "s3-server");
    s3 = S3Server.start(module, objects);
  }

  @AfterAll
  static void theS3ServerStops() throws IOException {
    s3.close();
  }

  @BeforeEach
  void anAccountIsSetUp() throws Exception {
    s3.makeBucket(BUCKET); // the fake of the API makes buckets that hold nothing
    cloudflare = new OpenCloudflare(
        new ObjectAccess(s3.endpoint(), S3Server.accessKeyId(), S3Server.secret()));
  }

  @AfterEach
  void theAccountIsClosed() {
    cloudflare.edge().forget(APP);
    cloudflare.close();
  }

  private static ReleaseName release(int deployment) {
    return new ReleaseName(APP, new DeploymentId(deployment));
  }

  /** Answers what was said meanwhile. */
  private List<String> place(int deployment, String build, String page, Binding... bindings) {
    FakeArtifact artifact = FakeArtifact.helloWorker("v" + deployment)
        .file("open-next/cache/" + build + "/about.cache", page);
    WorkerBundle plain = artifact.bundle();
    RuntimeSettings runtime = new RuntimeSettings(null, List.of("nodejs_compat"),
        AssetSettings.DEFAULT, List.of(bindings), null);
    WorkerBundle bundle = new WorkerBundle(plain.modules(), plain.assets(), plain.cache(), runtime);
    List<String> log = new ArrayList<>();
    try (OpenArtifact content = artifact.open()) {
      assertThat(cloudflare.edge()
          .place(new Placing(release(deployment), bundle, Variables.NONE), content, log::add))
          .isInstanceOf(Placement.Placed.class);
    }
    return log;
  }

  private String about(Cache cache, String build) throws IOException {
    String key = "incremental-cache/" + build + "/" + ABOUT;
    return switch (cache) {
      case KEY_VALUE -> new String(fake().written(keyValue(), key).orElse(new byte[0]), UTF_8);
      case BUCKET -> Files.exists(object(key)) ? Files.readString(object(key)) : "";
    };
  }

  private static Path object(String key) {
    return objects.resolve(BUCKET).resolve(key);
  }

  private FakeCloudflare fake() {
    return cloudflare.cloudflare();
  }

  private String keyValue() {
    return Objects.requireNonNull(fake().kvNamespaces().get("tenants/7/NEXT_INC_CACHE_KV"));
  }

  private Map<String, Object> bindingOf(int deployment, String type) {
    return fake().scripts("tenants")
        .stream()
        .filter(script -> script.name().equals(release(deployment).toString()))
        .flatMap(script -> new JsonObject(script.metadata())
            .getJsonArray("bindings")
            .stream())
        .map(binding -> ((JsonObject) binding).getMap())
        .filter(binding -> type.equals(binding.get("type")))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(Cache.class)
  void theCacheHoldsThePagesOfTheBuildBeforeTheFirstRequest(Cache cache) throws Exception {
    List<String> log = place(1, "one", "rendered by the build", cache.binding());

    assertThat(about(cache, "one")).isEqualTo("rendered by the build");
    assertThat(log).contains("Filled the cache with 1 page of the build");
  }

  @ParameterizedTest
  @EnumSource(Cache.class)
  void aPageThatIsThereStaysAsItIs(Cache cache) throws Exception {
    place(1, "one", "rendered first", cache.binding());

    List<String> log = place(2, "one", "rendered later", cache.binding());

    assertThat(about(cache, "one")).isEqualTo("rendered first");
    assertThat(log).noneMatch(line -> line.startsWith("Filled"));
  }

  @ParameterizedTest
  @EnumSource(Cache.class)
  void aBuildThatNoReleaseHasAnyMoreLeavesNothing(Cache cache) throws Exception {
    place(1, "one", "page", cache.binding());
    place(2, "one", "page", cache.binding());
    place(3, "three", "page", cache.binding());

    cloudflare.edge().remove(release(1));
    assertThat(about(cache, "one")).isEqualTo("page");
    cloudflare.edge().remove(release(2));

    assertThat(about(cache, "one")).isEmpty();
    assertThat(about(cache, "three")).isEqualTo("page");
  }

  @Test
  void everyVersionOfAnAppHasTheSameStores() {
    place(1, "one", "page", Cache.KEY_VALUE.binding(), Cache.BUCKET.binding());
    place(2, "two", "page", Cache.KEY_VALUE.binding(), Cache.BUCKET.binding());

    assertThat(bindingOf(1, "kv_namespace")).isEqualTo(bindingOf(2, "kv_namespace"))
        .containsEntry("namespace_id", keyValue());
    assertThat(bindingOf(1, "r2_bucket")).isEqualTo(bindingOf(2, "r2_bucket"))
        .containsEntry("bucket_name", BUCKET);
    assertThat(fake().kvNamespaces()).hasSize(2);
  }

  @Test
  void anAppThatIsForgottenLeavesNoStores() {
    place(1, "one", "page", Cache.KEY_VALUE.binding(), Cache.BUCKET.binding());
    assertThat(fake().buckets()).contains(BUCKET);

    cloudflare.edge().forget(APP);

    assertThat(fake().kvNamespaces()).containsOnlyKeys("tenants-routes");
    assertThat(fake().buckets()).doesNotContain(BUCKET);
    assertThat(object("incremental-cache")).doesNotExist();
  }

  @Test
  void storesThatWereMadeAndNotWrittenDownAreForgottenAllTheSame() {
    String record = "/values/app";
    fake().fail(Fault.on("PUT", record).nth(2).times(1000).with(Fault.status(500)));
    assertThatThrownBy(
        () -> place(1, "one", "page", Cache.KEY_VALUE.binding(), Cache.BUCKET.binding()))
        .isInstanceOf(PortException.Unavailable.class);
    assertThat(fake().kvNamespaces()).containsKey("tenants/7/NEXT_INC_CACHE_KV");
    assertThat(fake().buckets()).contains(BUCKET);
    fake().recover();

    cloudflare.edge().forget(APP);

    assertThat(fake().kvNamespaces()).containsOnlyKeys("tenants-routes");
    assertThat(fake().buckets()).doesNotContain(BUCKET);
  }

  @Test
  void storesThatWereMadeAndNotWrittenDownAreUsedByTheNextTry() {
    fake().fail(Fault.on("PUT", "/values/app").nth(2).times(1000).with(Fault.status(500)));
    assertThatThrownBy(
        () -> place(1, "one", "page", Cache.KEY_VALUE.binding(), Cache.BUCKET.binding()))
        .isInstanceOf(PortException.Unavailable.class);
    String namespace = keyValue();
    fake().recover();

    place(1, "one", "page", Cache.KEY_VALUE.binding(), Cache.BUCKET.binding());

    assertThat(bindingOf(1, "kv_namespace")).containsEntry("namespace_id", namespace);
    assertThat(fake().kvNamespaces()).hasSize(2);
  }

  @Test
  void anAppLeavesTheStoresOfOthersWhoseNumbersBeginLikeIts() {
    String others = fake().createKvNamespace("tenants/77/NEXT_INC_CACHE_KV");
    place(1, "one", "page", Cache.KEY_VALUE.binding());

    cloudflare.edge().forget(APP);

    assertThat(fake().kvNamespaces()).containsValue(others).hasSize(2);
  }

  @Test
  void aBucketThatIsRefusedIsNotLookedForLater() {
    fake().fail(Fault.on("POST", "/r2/buckets")
        .always()
        .with(Fault.status(403).code(10042, "Please enable R2 through the Dashboard.")));
    assertThatThrownBy(() -> place(1, "one", "page", Cache.BUCKET.binding()))
        .isInstanceOf(PortException.Rejected.class);
    fake().forgetCalls();

    cloudflare.edge().forget(APP);

    assertThat(fake().calls()).noneMatch(call -> call.path().contains("/r2/"));
  }

  @Test
  void bucketsOfNamesThatDifferInCaseAloneAreTwo() {
    assertThat(OpenCloudflare.INSTALLATION.bucket(APP, "My_Files"))
        .isNotEqualTo(OpenCloudflare.INSTALLATION.bucket(APP, "MY_FILES"))
        .matches("tenants-7-my-files-[0-9a-f]{8}");
    assertThat(OpenCloudflare.INSTALLATION.bucket(new AppId(123_456_789_012_345_678L),
        "A".repeat(128))).hasSizeLessThanOrEqualTo(63).matches("[a-z0-9-]+[a-z0-9]");
  }
}
