package io.whopship.adapter.cloudflare.workerd;

import static io.whopship.adapter.cloudflare.workerd.CapnpText.quote;

import io.whopship.adapter.cloudflare.workerd.UploadedBundle.SelfReference;
import io.whopship.ports.driven.Edge.Placing;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.testkit.cloudflare.UploadedScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Scripts as they were uploaded, each in a workerd of its own: what the edge on this machine makes
 * of a release, with another way in, and another way back to itself. KV and R2 are kept here; what
 * others than workers wrote to KV is there when a script starts. Safe for many threads.
 */
public final class UploadedWorkers implements AutoCloseable {

  /** The URL that a request is for. */
  public static final String URL_HEADER = "x-runtime-url";
  /** Present if the worker threw; the answer's body is then the message. */
  public static final String THREW_HEADER = "x-runtime-threw";
  /** On the way back to itself: what the binding has in its props. */
  public static final String PROPS_HEADER = "x-runtime-props";
  /** The scheme of the URL where workerd cannot tell. */
  public static final String SCHEME_HEADER = "x-runtime-scheme";

  private static final int HEAP_MEGABYTES = 256;

  private static final Pattern NOT_BOUND = Pattern
      .compile("(?m)^ *\\(name = \"" + UploadedBundle.NOT_BOUND + ".*\\),\n");

  /** A request comes with the URL it is for in a header; what a worker throws goes back in one. */
  private static final String ENTRY_WORKER = """
      export default {
        async fetch(request, env) {
          const headers = new Headers(request.headers);
          headers.delete("%1$s");
          const url = request.headers.get("%1$s");
          headers.set("Host", new URL(url).host);
          try {
            return await env.SITE.fetch(new Request(url, new Request(request, { headers })));
          } catch (failure) {
            return new Response(failure.message, { headers: { "%2$s": "yes" } });
          }
        },
      };
      """.formatted(URL_HEADER, THREW_HEADER);

  private record Running(String versionId, ConfiguredWorkerd process) {}

  private final Path directory;
  private final String siteDomain;
  private final AccountStores stores;
  private final Map<String, Running> running = new HashMap<>();

  private UploadedWorkers(Path directory, String siteDomain, AccountStores stores) {
    this.directory = directory;
    this.siteDomain = siteDomain;
    this.stores = stores;
  }

  /**
   * With none running yet.
   *
   * @param siteDomain what workers fetch from there goes to the front
   * @param keyValues what was written to a KV namespace by others than workers, by its id
   */
  public static UploadedWorkers in(Path directory, String siteDomain,
      Function<String, Map<String, byte[]>> keyValues) {
    return new UploadedWorkers(directory, siteDomain,
        new AccountStores(directory.resolve("storage"), keyValues));
  }

  /**
   * Where the script listens. Starts it if this version of it does not run yet.
   *
   * @param front the dispatcher's port for visitors
   * @param self its port for workers that ask themselves
   */
  public synchronized int port(UploadedScript script, int front, int self) {
    Running there = running.get(script.name());
    if (there != null && there.versionId().equals(script.versionId())) {
      return there.process().port(WorkerdConfig.SOCKET);
    }
    if (there != null) {
      there.process().close();
    }
    ConfiguredWorkerd process = start(script, front, self);
    running.put(script.name(), new Running(script.versionId(), process));
    return process.port(WorkerdConfig.SOCKET);
  }

  private ConfiguredWorkerd start(UploadedScript script, int front, int self) {
    UploadedBundle uploaded = UploadedBundle.of(script);
    ReleaseName name = ReleaseName.parse(script.name());
    try {
      Path version = Files.createDirectories(directory.resolve("v-" + script.versionId())
          .resolve(script.name()));
      ReleaseStore releases = new ReleaseStore(version);
      releases.open();
      RuntimeFiles runtimeFiles = RuntimeFiles.in(version);
      runtimeFiles.write();
      try (var content = uploaded.open()) {
        releases.place(new Placing(name, uploaded.bundle(), Variables.NONE), content, line -> {
        });
      }
      new DurableObjectFiles(releases, Long.MAX_VALUE).prepare(name);
      PlacedRelease release = releases.find(name).orElseThrow();
      Path assets = release.directory().resolve(PlacedRelease.ASSETS_JSON);
      Files.writeString(assets, uploaded.withUploadedTypes(Files.readString(assets)));
      String config = new WorkerdConfig(runtimeFiles.directory(), () -> "127.0.0.1:" + front,
          siteDomain, HEAP_MEGABYTES, stores.door(uploaded.storeIds()), new NoLogs()).of(release);
      return ConfiguredWorkerd.start(release.directory(), adapted(config, uploaded, self), 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String adapted(String config, UploadedBundle uploaded, int self) {
    String adapted = NOT_BOUND.matcher(config).replaceAll("");
    adapted = replaced(adapted, "address = \"127.0.0.1:0\", service = \"assets\"",
        "address = \"127.0.0.1:0\", service = \"entry\"");
    adapted = replaced(adapted, "  services = [\n",
        "  services = [\n    (name = \"entry\", worker = .entry),\n"
            + uploaded.selfReferences()
                .stream()
                .map(reference -> service(reference, self))
                .collect(Collectors.joining()));
    for (SelfReference reference : uploaded.selfReferences()) {
      adapted = replaced(adapted, "(name = " + quote(reference.name()) + ", service = \"user\")",
          "(name = " + quote(reference.name()) + ", service = " + quote(serviceOf(reference))
              + ")");
    }
    return adapted + """
        const entry :Workerd.Worker = (
          modules = [(name = "entry.js", esModule = %s)],
          compatibilityDate = %s,
          bindings = [(name = "SITE", service = "assets")],
        );
        """.formatted(quote(ENTRY_WORKER),
        quote(WorkerdBinary.NEWEST_COMPATIBILITY_DATE.toString()));
  }

  private static String replaced(String text, String part, String by) {
    if (!text.contains(part)) {
      throw new IllegalStateException("no '" + part + "' in the configuration:\n" + text);
    }
    return text.replace(part, by);
  }

  private static String service(SelfReference reference, int self) {
    return """
            (name = %s, external = (address = "127.0.0.1:%d", http = (
              forwardedProtoHeader = %s, injectRequestHeaders = [(name = %s, value = %s)]))),
        """.formatted(quote(serviceOf(reference)), self, quote(SCHEME_HEADER), quote(PROPS_HEADER),
        quote(reference.props().encode()));
  }

  private static String serviceOf(SelfReference reference) {
    return "self " + reference.name();
  }

  @Override
  public synchronized void close() {
    running.values().forEach(worker -> worker.process().close());
    stores.close();
  }

  private static final class NoLogs implements LogDoor {

    @Override
    public String address() {
      return "";
    }

    @Override
    public String key(ReleaseName release) {
      return "";
    }

    @Override
    public boolean isOpen() {
      return false;
    }
  }
}
