package io.whopship.adapter.cloudflare.api;

import static io.whopship.testkit.cloudflare.Fault.on;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driven.PortException.Unavailable;
import io.whopship.ports.model.identity.Secret;
import io.whopship.testkit.cloudflare.FakeCloudflare;
import io.whopship.testkit.cloudflare.Fault;
import io.whopship.testkit.cloudflare.Fault.When;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each fault at each call for scripts, KV and R2: once it does no harm, for ever it is said. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class CallFaultsTest {

  private static final Map<String, Fault.Trouble> TROUBLES = new TreeMap<>(Map.of(
      "500", Fault.status(500),
      "524, a page", Fault.status(524).html(),
      "200, nothing", Fault.status(200).empty(),
      "409, busy", Fault.status(409).code(10035, "Multiple attempts"),
      "429", Fault.tooMany(),
      "429 with Retry-After", Fault.tooMany().retryAfter(2),
      "cut off", Fault.cutJson(),
      "reset before it was done", Fault.reset(When.AFTER_THE_BODY),
      "reset after it was done", Fault.reset(When.AFTER_APPLYING)));

  private final FakeCloudflare cloudflare = FakeCloudflare.start().withDispatchNamespace("tenants");
  private final CloudflareApi api = CloudflareApi.open(new ApiSettings(cloudflare.baseUrl(),
      cloudflare.account(), new Secret(cloudflare.token()), Duration.ofSeconds(5),
      Duration.ofSeconds(5), new PassingTime()));
  private final KeyValues kv = api.keyValues();
  private final String space = cloudflare.createKvNamespace("routes");

  @AfterEach
  void close() {
    api.close();
    cloudflare.close();
  }

  /** What is asked, and that it was done. */
  private interface Ask {
    boolean done(CallFaultsTest test);
  }

  private static final Map<String, Ask> ASKS = new TreeMap<>(Map.ofEntries(
      Map.entry("find a namespace",
          test -> test.kv.find("routes").orElse("").equals(test.space)),
      Map.entry("create a namespace", test -> test.kv.allot("new")
          .equals(test.cloudflare.kvNamespaces().get("new"))),
      Map.entry("drop a namespace", test -> {
        test.kv.drop(test.space);
        return test.cloudflare.kvNamespaces().isEmpty();
      }),
      Map.entry("write a value", test -> {
        test.kv.put(test.space, "k", bytes("v"));
        return test.cloudflare.kvKeys(test.space).equals(List.of("k"));
      }),
      Map.entry("look for a value", test -> test.kv.get(test.space, "nothing").isEmpty()),
      Map.entry("write values", test -> {
        test.kv.putAll(test.space, Map.of("k", bytes("v")));
        return test.cloudflare.kvKeys(test.space).equals(List.of("k"));
      }),
      Map.entry("list keys", test -> {
        List<String> keys = new ArrayList<>();
        test.kv.forEachKey(test.space, "", keys::add);
        return keys.isEmpty();
      }),
      Map.entry("remove keys", test -> {
        test.kv.removeAll(test.space, List.of("k"));
        return test.cloudflare.kvKeys(test.space).isEmpty();
      }),
      Map.entry("look for a bucket", test -> !test.api.buckets().exists("app-1")),
      Map.entry("create a bucket", test -> {
        test.api.buckets().allot("app-1");
        return test.cloudflare.buckets().equals(List.of("app-1"));
      }),
      Map.entry("drop a bucket", test -> {
        test.api.buckets().drop("app-1");
        return test.cloudflare.buckets().isEmpty();
      }),
      Map.entry("find a script", test -> test.api.scripts("tenants").find("s").isEmpty()),
      Map.entry("list scripts", test -> test.api.scripts("tenants").tagged("app-1").isEmpty()),
      Map.entry("remove a script", test -> {
        test.api.scripts("tenants").remove("s");
        return test.cloudflare.scripts("tenants").isEmpty();
      })));

  static Stream<Arguments> eachFaultAtEachCall() {
    return ASKS.keySet()
        .stream()
        .flatMap(ask -> TROUBLES.keySet().stream().map(fault -> Arguments.of(fault, ask)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("eachFaultAtEachCall")
  void onceDoesNoHarm(String fault, String ask) {
    if (isJustAValue(fault, ask)) {
      return;
    }
    cloudflare.fail(on("*", "").with(trouble(fault)));
    assertThat(ask(ask).done(this)).isTrue();
    assertThat(cloudflare.calls().size()).isBetween(2, 3);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("eachFaultAtEachCall")
  void forEverIsSaid(String fault, String ask) {
    if (isJustAValue(fault, ask)) {
      return;
    }
    cloudflare.fail(on("*", "").always().with(trouble(fault)));
    assertThatThrownBy(() -> ask(ask).done(this)).isInstanceOf(Unavailable.class)
        .hasMessageMatching("(Cloudflare|The connection to Cloudflare) .*")
        .hasMessageNotContaining(cloudflare.token());
  }

  /** KV has no envelope around a value: an empty one is as good as any. */
  private static boolean isJustAValue(String fault, String ask) {
    return ask.equals("look for a value") && fault.equals("200, nothing");
  }

  private static Ask ask(String name) {
    return Objects.requireNonNull(ASKS.get(name));
  }

  private static Fault.Trouble trouble(String name) {
    return Objects.requireNonNull(TROUBLES.get(name));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
