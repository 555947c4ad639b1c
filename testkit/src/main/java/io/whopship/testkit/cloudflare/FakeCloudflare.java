package io.whopship.testkit.cloudflare;

import io.whopship.testkit.cloudflare.rest.Router;
import io.whopship.testkit.cloudflare.rest.Tokens;
import io.whopship.testkit.cloudflare.scripts.ScriptsApi;
import io.whopship.testkit.cloudflare.storage.Buckets;
import io.whopship.testkit.cloudflare.storage.KvApi;
import io.whopship.testkit.http.Answer;
import io.whopship.testkit.http.Exchange;
import io.whopship.testkit.http.LoopbackServer;
import io.whopship.testkit.http.Request;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Cloudflare's REST API for one account, on a free port of loopback, faithful enough for
 * {@code wrangler}. What was uploaded is kept on the heap. Safe for many threads.
 *
 * <pre>{@code
 * try (FakeCloudflare cloudflare = FakeCloudflare.start().withDispatchNamespace("tenants")) {
 *   deploy(cloudflare.baseUrl(), cloudflare.account(), cloudflare.token());
 *   cloudflare.scripts("tenants"); // what is there now
 *   cloudflare.calls(); // what it was asked
 * }
 * }</pre>
 */
public final class FakeCloudflare implements AutoCloseable {

  private final String account = UUID.randomUUID().toString().replace("-", "");
  private final InstantSource clock;
  private final Tokens tokens = new Tokens();
  private final String token = tokens.issue(Set.of());
  private final KvApi kv;
  private final Buckets buckets;
  private final ScriptsApi scripts;
  private final Zones zones;
  private final Router router = new Router(account, tokens);
  private final Calls calls = new Calls();
  private final LoopbackServer server;
  private volatile Duration latency = Duration.ZERO;

  private FakeCloudflare(InstantSource clock) {
    this.clock = clock;
    kv = new KvApi(clock);
    buckets = new Buckets(clock);
    scripts = new ScriptsApi(clock, kv.spaces()::contains, buckets::contains);
    zones = new Zones(account, scripts::hasScript);
    kv.addTo(router);
    buckets.addTo(router);
    scripts.addTo(router);
    zones.addTo(router);
    new Whoami(account).addTo(router);
    server = LoopbackServer.start(this::handle);
  }

  /** Starts an account with nothing in it. */
  public static FakeCloudflare start() {
    return start(InstantSource.system());
  }

  /** Starts an account whose tokens expire and whose writes spread by this clock. */
  public static FakeCloudflare start(InstantSource clock) {
    return new FakeCloudflare(clock);
  }

  private void handle(Exchange exchange) throws IOException, InterruptedException {
    Request request = exchange.read();
    int call = calls.began(clock.instant(), request);
    Answer answer = router.answer(request);
    if (!latency.isZero()) {
      Thread.sleep(latency);
    }
    calls.answered(call, answer);
    exchange.send(answer);
  }

  /** For clients: {@code http://127.0.0.1:<port>/client/v4}. */
  public URI baseUrl() {
    return URI.create("http://127.0.0.1:" + server.port() + "/client/v4");
  }

  /** The id of the account, 32 hexadecimal digits. */
  public String account() {
    return account;
  }

  /** A token that may do everything. */
  public String token() {
    return token;
  }

  /** A new token that lacks permissions, by their names in Cloudflare's dashboard. */
  public String tokenWithout(String... permissions) {
    return tokens.issue(Set.of(permissions));
  }

  // ---- what an operator would make

  /** Makes a dispatch namespace, as an operator would. */
  public FakeCloudflare withDispatchNamespace(String name) {
    scripts.createNamespace(name);
    return this;
  }

  /** Makes an R2 bucket. */
  public FakeCloudflare withBucket(String name) {
    buckets.create(name);
    return this;
  }

  /** Makes a KV namespace, and answers its id. */
  public String createKvNamespace(String title) {
    return kv.spaces().create(title);
  }

  /** Adds a zone, and answers its id. */
  public String createZone(String name) {
    return zones.create(name);
  }

  // ---- how it behaves

  /** From now on every answer comes so much later. */
  public FakeCloudflare withLatency(Duration latency) {
    this.latency = latency;
    return this;
  }

  /** From now on a write of KV takes so long until a worker sees it. */
  public FakeCloudflare withKvDelay(Duration delay) {
    kv.spaces().delayBy(delay);
    return this;
  }

  /** From now on a second write of one key within a second is refused with 429. */
  public FakeCloudflare withKvWriteLimit() {
    kv.limitToOneWriteASecond();
    return this;
  }

  /** From now on clients are told to upload each asset by a request of its own. */
  public FakeCloudflare withSingleAssetUploads() {
    scripts.askForSingleUploads();
    return this;
  }

  /** From now on scripts may have so many bytes; 64 MiB before. */
  public FakeCloudflare withScriptLimit(long bytes) {
    scripts.limitScriptsTo(bytes);
    return this;
  }

  /** From now on a script of this name is refused. */
  public FakeCloudflare refuseScript(String name, int status, int code, String message) {
    scripts.refuse(name, status, code, message);
    return this;
  }

  /** Ends {@link #refuseScript}. */
  public FakeCloudflare acceptScript(String name) {
    scripts.accept(name);
    return this;
  }

  /** So many times from now on, bulk writes of KV leave out this key. */
  public FakeCloudflare leaveOutOfBulk(String key, int times) {
    kv.leaveOutOfBulk(key, times);
    return this;
  }

  /** Forgets the assets of a namespace, as Cloudflare does with what nobody asked for long. */
  public FakeCloudflare forgetAssets(String namespace) {
    scripts.forgetAssets(namespace);
    return this;
  }

  /** Puts something into an R2 bucket, which then cannot be deleted. */
  public FakeCloudflare fillBucket(String name) {
    buckets.fill(name);
    return this;
  }

  // ---- what is there

  /** In the order of their names. */
  public List<String> dispatchNamespaces() {
    return scripts.namespaces();
  }

  /** The scripts of a dispatch namespace, in the order of their names; of the account for "". */
  public List<UploadedScript> scripts(String namespace) {
    return scripts.scripts(namespace).stream().map(UploadedScript::of).toList();
  }

  /** The R2 buckets, in the order of their names. */
  public List<String> buckets() {
    return buckets.names();
  }

  /** The ids of the KV namespaces, by their titles. */
  public Map<String, String> kvNamespaces() {
    return kv.spaces().ids();
  }

  /** The keys of a KV namespace that have a value, in their order. */
  public List<String> kvKeys(String kvNamespaceId) {
    return kv.spaces().keys(kvNamespaceId);
  }

  /** What a worker at an edge reads now: with KV's delay, and its memory of what was not there. */
  public Optional<byte[]> readAtEdge(String kvNamespaceId, String key) {
    return kv.spaces().readAtEdge(kvNamespaceId, key);
  }

  /** The value as it was written last. */
  public Optional<byte[]> written(String kvNamespaceId, String key) {
    return kv.spaces().written(kvNamespaceId, key);
  }

  /** The workers that answer in a zone, by pattern; an empty one where none may. */
  public Map<String, String> routes(String zoneId) {
    return zones.routes(zoneId);
  }

  // ---- what was asked

  /** Every request, in the order in which they began. */
  public List<Call> calls() {
    return calls.all();
  }

  /** Drops the calls there were, with the bodies they had. */
  public void forgetCalls() {
    calls.forget();
  }

  @Override
  public void close() {
    server.close();
  }
}
