package io.whopship.testkit.cloudflare;

import io.whopship.testkit.cloudflare.Fault.Trouble;
import io.whopship.testkit.cloudflare.Fault.When;
import io.whopship.testkit.cloudflare.rest.Envelope;
import io.whopship.testkit.cloudflare.rest.Router;
import io.whopship.testkit.cloudflare.rest.Tokens;
import io.whopship.testkit.cloudflare.scripts.ScriptsApi;
import io.whopship.testkit.cloudflare.storage.Buckets;
import io.whopship.testkit.cloudflare.storage.KvApi;
import io.whopship.testkit.http.Answer;
import io.whopship.testkit.http.Exchange;
import io.whopship.testkit.http.LoopbackServer;
import io.whopship.testkit.http.Request;
import io.whopship.testkit.http.RequestHead;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

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
  private final DnsRecords dns = new DnsRecords();
  private final Router router = new Router(account, tokens);
  private final Telemetry telemetry;
  private final Analytics analytics;
  private final Calls calls = new Calls();
  private final Faults faults = new Faults();
  private final LoopbackServer server;
  private volatile Duration latency = Duration.ZERO;
  private volatile RateWindow rates;

  private FakeCloudflare(InstantSource clock) {
    this.clock = clock;
    kv = new KvApi(clock);
    buckets = new Buckets(clock);
    scripts = new ScriptsApi(clock, kv.spaces()::contains, buckets::contains);
    zones = new Zones(account, scripts::hasScript);
    telemetry = new Telemetry(clock);
    analytics = new Analytics(account, clock);
    rates = new RateWindow(clock, RateWindow.UNLIMITED, Duration.ofMinutes(5));
    kv.addTo(router);
    buckets.addTo(router);
    scripts.addTo(router);
    zones.addTo(router);
    dns.addTo(router);
    telemetry.addTo(router);
    analytics.addTo(router);
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
    RequestHead head = exchange.head();
    Optional<Trouble> trouble = faults.next(head.method(),
        head.target().replaceFirst("^/client/v4", ""));
    if (trouble.equals(Optional.of(new Trouble.Reset(When.BEFORE_THE_BODY)))) {
      calls.began(clock.instant(), new Request(head, new byte[0]));
      exchange.reset();
      return;
    }
    Request request = exchange.read();
    int call = calls.began(clock.instant(), request);
    Thread.sleep(latency);
    if (trouble.isEmpty()) {
      send(exchange, call, answer(request));
    } else {
      fail(exchange, call, request, trouble.get());
    }
  }

  private Answer answer(Request request) {
    return rates.count(request.header("authorization").orElse(""))
        .orElseGet(() -> rates.announcedBy(router.answer(request)));
  }

  private void send(Exchange exchange, int call, Answer answer) throws IOException {
    calls.answered(call, answer); // whoever has the answer sees that it was given
    exchange.send(answer);
  }

  private void fail(Exchange exchange, int call, Request request, Trouble trouble)
      throws IOException, InterruptedException {
    switch (trouble) {
      case Trouble.Instead(Answer answer, boolean applied) -> {
        if (applied) {
          answer(request);
        }
        send(exchange, call, answer);
      }
      case Trouble.CutJson() -> send(exchange, call, Fault.cut(answer(request)));
      case Trouble.NullResult() ->
        send(exchange, call, Envelope.withoutResult(answer(request)));
      case Trouble.Reset(When when) -> {
        Answer lost = when == When.AFTER_THE_BODY ? Answer.empty(200) : answer(request);
        if (when == When.IN_MID_ANSWER) {
          exchange.sendHalf(lost);
        } else {
          exchange.reset();
        }
      }
      case Trouble.Late(Duration by) -> {
        Thread.sleep(by);
        send(exchange, call, answer(request));
      }
      case Trouble.Held(CompletableFuture<?> until) -> {
        until.join();
        send(exchange, call, answer(request));
      }
      case Trouble.Hang() -> exchange.hang();
    }
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

  /** Makes a worker of the account, with nothing in it, that others can be bound to. */
  public FakeCloudflare withWorker(String name) {
    scripts.createWorker(name);
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

  /** Makes a DNS record of a zone, by its whole name. */
  public FakeCloudflare withDnsRecord(String zoneId, String type, String name, boolean proxied) {
    dns.add(zoneId, type, name, proxied);
    return this;
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

  /**
   * From now on a new script that cannot start is refused with 10021, as Cloudflare does, which
   * starts it once.
   *
   * @param failure answers why a script cannot start; empty if it can
   */
  public FakeCloudflare withStartCheck(Function<UploadedScript, Optional<String>> failure) {
    scripts.checkStarts(script -> failure.apply(UploadedScript.of(script)));
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

  /**
   * From now on a token makes at most so many calls in so much time, and each answer says so;
   * Cloudflare has 1,200 in 5 min.
   */
  public FakeCloudflare withRateLimit(int calls, Duration in) {
    rates = new RateWindow(clock, calls, in);
    return this;
  }

  /** What comes about from now on can be asked for so long after it. */
  public FakeCloudflare withTelemetryDelay(Duration delay) {
    telemetry.delayBy(delay);
    analytics.delayBy(delay);
    return this;
  }

  /** Makes trouble; of several faults that fit a call, the first one that was given strikes. */
  public FakeCloudflare fail(Fault fault) {
    faults.add(fault);
    return this;
  }

  /** Ends all trouble. */
  public FakeCloudflare recover() {
    faults.clear();
    return this;
  }

  // ---- what workers did

  /** A script logs a line now. */
  public FakeCloudflare log(String script, String level, String message) {
    return log(script, clock.instant(), level, message);
  }

  /** A script has logged a line. */
  public FakeCloudflare log(String script, Instant at, String level, String message) {
    telemetry.log(script, at, level, message);
    return this;
  }

  /** A script has thrown something that it did not catch. */
  public FakeCloudflare threw(String script, String name, String message, String stack) {
    telemetry.threw(script, clock.instant(), name, message, stack);
    return this;
  }

  /** A script was asked something; for the queries of Workers Observability alone. */
  public FakeCloudflare invoked(Invocation invocation) {
    telemetry.invoked(invocation);
    return this;
  }

  /** A script has served requests; for GraphQL alone. */
  public FakeCloudflare served(Served served) {
    analytics.add(served);
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

  /** Every request, in the order in which their bodies had come. */
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
