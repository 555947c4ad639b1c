package io.whopship.adapter.cloudflare.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.whopship.adapter.cloudflare.api.ApiSettings;
import io.whopship.adapter.cloudflare.dispatch.Dispatcher;
import io.whopship.adapter.cloudflare.edge.Installation;
import io.whopship.adapter.cloudflare.setup.Step.State;
import io.whopship.adapter.cloudflare.setup.Step.Thing;
import io.whopship.ports.driven.PortException.Rejected;
import io.whopship.ports.model.identity.Secret;
import io.whopship.testkit.cloudflare.Call;
import io.whopship.testkit.cloudflare.FakeCloudflare;
import io.whopship.testkit.cloudflare.Fault;
import io.whopship.testkit.cloudflare.UploadedScript;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CloudflareSetupTest {

  private static final Installation INSTALLATION = new Installation("tenants");
  private static final String SECRET = "secret0of0probes";

  private final FakeCloudflare cloudflare = FakeCloudflare.start();
  private final String zone = cloudflare.createZone("example.com");

  @AfterEach
  void close() {
    cloudflare.close();
  }

  private SetupSettings settings() {
    return settings(cloudflare.token());
  }

  private SetupSettings settings(String token) {
    return new SetupSettings(
        ApiSettings.of(cloudflare.baseUrl(), cloudflare.account(), new Secret(token)),
        INSTALLATION, INSTALLATION.builds(), new Secret(SECRET), "apps.example.com", false);
  }

  private static SetupSettings knowing(SetupSettings settings, String secret) {
    return new SetupSettings(settings.api(), settings.installation(), settings.bucket(),
        new Secret(secret), settings.siteDomain(), settings.replace());
  }

  private static SetupSettings replacing(SetupSettings settings) {
    return new SetupSettings(settings.api(), settings.installation(), settings.bucket(),
        settings.probeSecret(), settings.siteDomain(), true);
  }

  private static Map<Thing, State> plan(SetupSettings settings) {
    try (CloudflareSetup setup = CloudflareSetup.open(settings)) {
      Map<Thing, State> states = new LinkedHashMap<>();
      setup.plan().forEach(step -> states.put(step.thing(), step.state()));
      return states;
    }
  }

  /** Answers what was done. */
  private static List<Thing> setUp(SetupSettings settings) {
    try (CloudflareSetup setup = CloudflareSetup.open(settings)) {
      List<Thing> done = new ArrayList<>();
      setup.apply(setup.plan(), step -> done.add(step.thing()));
      return done;
    }
  }

  private List<Call> writes() {
    return cloudflare.calls().stream().filter(call -> !call.method().equals("GET")).toList();
  }

  private UploadedScript dispatcher() {
    return cloudflare.scripts("").getFirst();
  }

  @Test
  void anEmptyAccountGetsEverythingInOrder() {
    cloudflare.withDnsRecord(zone, "AAAA", "*.apps.example.com", true);

    assertThat(setUp(settings())).containsExactly(Thing.DISPATCH_NAMESPACE, Thing.ROUTES,
        Thing.BUCKET, Thing.DISPATCHER, Thing.WORKERS_DEV, Thing.SITE_ROUTE);

    assertThat(cloudflare.dispatchNamespaces()).containsExactly("tenants");
    assertThat(cloudflare.kvNamespaces()).containsOnlyKeys("tenants-routes");
    assertThat(cloudflare.buckets()).containsExactly("tenants-builds");
    assertThat(cloudflare.routes(zone))
        .containsExactly(entry("*.apps.example.com/*", "tenants-dispatcher"));
    assertThat(plan(settings()).values()).allMatch(new State.There()::equals);
  }

  @Test
  void theDispatcherIsUploadedWithAllItNeeds() {
    setUp(settings());

    assertThat(dispatcher().name()).isEqualTo("tenants-dispatcher");
    assertThat(dispatcher().modules()).singleElement().satisfies(module -> {
      assertThat(module.name()).isEqualTo(Dispatcher.MODULE);
      assertThat(module.contentType()).isEqualTo("application/javascript+module");
      assertThat(module.content()).asString().isEqualTo(Dispatcher.script());
    });
    assertThat(dispatcher().metadata())
        .contains("\"namespace_id\":\"" + cloudflare.kvNamespaces().get("tenants-routes") + "\"")
        .contains("\"namespace\":\"tenants\"")
        .contains("\"compatibility_date\":\"" + Dispatcher.COMPATIBILITY_DATE + "\"");
    assertThat(dispatcher().tags()).hasSize(3)
        .startsWith("whopship", "dispatcher-" + Dispatcher.version())
        .noneMatch(tag -> tag.contains(SECRET));
    assertThat(writes()).filteredOn(call -> call.path().endsWith("/subdomain"))
        .singleElement()
        .satisfies(call -> assertThat(call.json())
            .hasToString("{\"enabled\":false,\"previews_enabled\":false}"));
  }

  @Test
  void aPlanChangesNothing() {
    assertThat(plan(settings())).containsEntry(Thing.DISPATCH_NAMESPACE, new State.ToCreate())
        .containsEntry(Thing.ROUTES, new State.ToCreate())
        .containsEntry(Thing.BUCKET, new State.ToCreate())
        .containsEntry(Thing.DISPATCHER, new State.ToCreate())
        .containsEntry(Thing.ZONE, new State.There())
        .containsEntry(Thing.SITE_ROUTE, new State.ToCreate());
    assertThat(writes()).isEmpty();
  }

  @Test
  void theSecondTimeNothingIsWritten() {
    setUp(settings());
    cloudflare.forgetCalls();

    assertThat(setUp(settings())).isEmpty();
    assertThat(cloudflare.calls()).isNotEmpty();
    assertThat(writes()).isEmpty();
  }

  @Test
  void whatWasInterruptedGoesOnWhereItWas() {
    cloudflare.fail(Fault.on("PUT", "/workers/scripts/")
        .always()
        .with(Fault.status(403)
            .code(10000, "Authentication error")));
    assertThatThrownBy(() -> setUp(settings())).isInstanceOf(Rejected.class)
        .hasMessageContaining("the upload of tenants-dispatcher")
        .hasMessageContaining("'Workers Scripts Edit'");
    cloudflare.recover().forgetCalls();

    assertThat(setUp(settings())).containsExactly(Thing.DISPATCHER, Thing.WORKERS_DEV,
        Thing.SITE_ROUTE);
    assertThat(writes()).hasSize(3);
  }

  @Test
  void aLostAnswerOfACreationIsNoFailure() {
    cloudflare.fail(Fault.on("POST", "/dispatch/namespaces")
        .with(
            Fault.reset(Fault.When.AFTER_APPLYING)));

    assertThat(setUp(settings())).startsWith(Thing.DISPATCH_NAMESPACE, Thing.ROUTES);
  }

  @Test
  void anotherProbeSecretMakesAnotherDispatcher() {
    setUp(settings());
    SetupSettings other = knowing(settings(), "another0secret0of0probes");
    List<String> before = dispatcher().tags();

    assertThat(plan(other)).containsEntry(Thing.DISPATCHER,
        new State.ToChange("has another probe secret, or reads other routes"));
    assertThat(setUp(other)).containsExactly(Thing.DISPATCHER);
    assertThat(dispatcher().tags()).isNotEqualTo(before);
    assertThat(setUp(other)).isEmpty();
  }

  @Test
  void aDispatcherOfAnotherVersionIsReplaced() {
    setUp(settings());
    String older = String.join("\",\"", dispatcher().tags())
        .replace(Dispatcher.version(), "0123456789ab");
    cloudflare.fail(Fault.on("GET", "tenants-dispatcher/settings")
        .times(2)
        .with(Fault.status(200)
            .body("application/json", "{\"success\":true,\"errors\":[],\"result\":{\"tags\":[\""
                + older + "\"]}}")));

    assertThat(plan(settings())).containsEntry(Thing.DISPATCHER,
        new State.ToChange("is of another version"));
    assertThat(setUp(settings())).containsExactly(Thing.DISPATCHER);
  }

  @Test
  void theWorkersDevAddressIsSwitchedOff() {
    setUp(settings());
    cloudflare.fail(Fault.on("GET", "/subdomain")
        .with(Fault.status(200)
            .body("application/json",
                "{\"success\":true,\"errors\":[],\"result\":{\"enabled\":false,"
                    + "\"previews_enabled\":true}}")));

    assertThat(setUp(settings())).containsExactly(Thing.WORKERS_DEV);
  }

  @Test
  void theZoneWithTheLongestNameIsTaken() {
    String nearer = cloudflare.createZone("apps.example.com");
    setUp(settings());

    assertThat(cloudflare.routes(nearer)).containsOnlyKeys("*.apps.example.com/*");
    assertThat(cloudflare.routes(zone)).isEmpty();
  }

  @Test
  void withoutAZoneNothingIsMade() {
    SetupSettings elsewhere = new SetupSettings(settings().api(), INSTALLATION, null,
        new Secret(SECRET), "apps.example.org", false);

    assertThat(plan(elsewhere)).doesNotContainKey(Thing.BUCKET);
    assertThat(plan(elsewhere).get(Thing.ZONE)).asString()
        .contains("The account has no zone for apps.example.org");
    assertThatThrownBy(() -> setUp(elsewhere)).hasMessageContaining("the plan cannot be done");
    assertThat(writes()).isEmpty();
  }

  @Test
  void aRouteOfSomebodyElseIsChangedOnlyOnDemand() {
    setUp(settings());
    cloudflare.fail(Fault.on("GET", "/workers/routes")
        .times(3)
        .with(Fault.status(200)
            .body("application/json", "{\"success\":true,\"errors\":[],\"result\":[{\"id\":\""
                + routeId() + "\",\"pattern\":\"*.apps.example.com/*\",\"script\":\"shop\"}]}")));

    assertThat(plan(settings()).get(Thing.SITE_ROUTE)).isEqualTo(new State.Blocked(
        "It leads to the worker 'shop'. Use --replace to lead it to the dispatcher instead."));
    assertThat(plan(replacing(settings()))).containsEntry(Thing.SITE_ROUTE,
        new State.ToChange("leads to the worker 'shop'"));
    cloudflare.forgetCalls();
    assertThat(setUp(replacing(settings()))).containsExactly(Thing.SITE_ROUTE);
    assertThat(writes()).singleElement()
        .satisfies(call -> assertThat(call.method()).isEqualTo("PUT"));
    assertThat(cloudflare.routes(zone))
        .containsExactly(entry("*.apps.example.com/*", "tenants-dispatcher"));
  }

  private String routeId() {
    return cloudflare.calls()
        .stream()
        .filter(call -> call.method().equals("POST") && call.path().endsWith("/workers/routes"))
        .map(call -> call.answered().replaceFirst(".*\"id\":\"(\\w+)\".*", "$1"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void dnsIsLookedAtAndLeftToItsOwner() {
    assertThat(plan(settings()).get(Thing.DNS)).isEqualTo(new State.Yours("Create it in the zone"
        + " example.com: type AAAA, name *.apps, content 100::, proxied."));
    cloudflare.withDnsRecord(zone, "A", "*.apps.example.com", false);
    assertThat(plan(settings()).get(Thing.DNS)).isInstanceOf(State.Yours.class)
        .asString()
        .contains("switch its proxy on");
    assertThat(plan(settings(cloudflare.tokenWithout("DNS Read"))).get(Thing.DNS))
        .isInstanceOf(State.Unseen.class)
        .asString()
        .contains("permission 'DNS Read'", "name *.apps");
    cloudflare.withDnsRecord(zone, "AAAA", "*.apps.example.com", true);
    assertThat(plan(settings()).get(Thing.DNS)).isEqualTo(new State.There());
  }

  @Test
  void allMissingPermissionsAreSeenAtOnceBeforeAnythingIsMade() {
    SetupSettings poor = settings(cloudflare.tokenWithout("Workers KV Storage Edit",
        "Workers R2 Storage Edit", "Workers Routes Edit"));

    assertThat(plan(poor)).containsEntry(Thing.DISPATCH_NAMESPACE, new State.ToCreate())
        .containsEntry(Thing.ROUTES, new State.Forbidden("Workers KV Storage Edit"))
        .containsEntry(Thing.BUCKET, new State.Forbidden("Workers R2 Storage Edit"))
        .containsEntry(Thing.SITE_ROUTE, new State.Forbidden("Workers Routes Edit"));
    assertThat(plan(settings(cloudflare.tokenWithout("Workers Scripts Edit", "Zone Read"))))
        .containsEntry(Thing.DISPATCHER, new State.Forbidden("Workers Scripts Edit"))
        .containsEntry(Thing.ZONE, new State.Forbidden("Zone Read"));
    assertThatThrownBy(() -> setUp(poor)).isInstanceOf(IllegalArgumentException.class);
    assertThat(writes()).isEmpty();
  }

  @Test
  void productsThatAreNotBoughtAreNamed() {
    cloudflare
        .fail(Fault.on("GET", "/dispatch/namespaces/")
            .always()
            .with(Fault.status(403)
                .code(10015, "not entitled")))
        .fail(Fault.on("GET", "/r2/buckets/")
            .always()
            .with(Fault.status(403)
                .code(10042, "Please enable R2 through the Cloudflare Dashboard.")));

    assertThat(plan(settings()).get(Thing.DISPATCH_NAMESPACE)).asString()
        .contains("Order Workers for Platforms for this account.");
    assertThat(plan(settings()).get(Thing.BUCKET)).asString()
        .contains("Switch R2 on for this account");
  }

  @Test
  void aTokenThatNobodyKnowsEndsIt() {
    cloudflare.fail(Fault.on("GET", "/dispatch/")
        .with(Fault.status(400)
            .code(6003, "Invalid request headers")));

    assertThatThrownBy(() -> plan(settings())).isInstanceOf(Rejected.class)
        .hasMessageContaining("Check the API token: Cloudflare does not know it.");
  }
}
