package io.whopship.adapter.cloudflare.workerd;

import static io.whopship.adapter.cloudflare.workerd.CapnpText.quote;

import io.whopship.ports.model.artifact.WorkerBundle.ModuleType;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The configuration with which workerd serves one release: the assets in front, then the release's
 * own worker, which sees nothing of this machine but its bindings, the internet, and other sites
 * through the front. Files are named relative to the release's directory.
 *
 * @param runtimeFiles where the platform's own workers lie
 * @param front host and port of the front, known once it listens
 */
record WorkerdConfig(Path runtimeFiles, Supplier<String> front, String siteDomain,
    int heapMegabytes, StorageDoor storage, LogDoor logs) {

  /** The name of the socket in workerd's control events. */
  static final String SOCKET = "http";

  /** From this date on workerd complains if somebody still names the flag nodejs_compat. */
  private static final LocalDate NODE_BY_DEFAULT = LocalDate.of(2026, 8, 4);

  private static final Pattern PLACE = Pattern.compile("%\\((\\w+)\\)");

  private static final String TEMPLATE = """
      using Workerd = import "/workerd/workerd.capnp";

      const config :Workerd.Config = (
        logging = (structuredLogging = true),
        services = [
      %(stores)%(tailServices)    (name = "assets", worker = .assets),
          (name = "files", disk = (path = %(assets), allowDotfiles = false)),
          (name = "user", worker = .user),
          (name = "cache", worker = .cache),
          (name = "outbound", worker = .outbound),
          (name = "front", external = (address = %(front), http = ())),
          (name = "objects", disk = (path = %(objects), writable = true)),
          (name = "public", network = (allow = ["public"], tlsOptions = (trustBrowserCas = true))),
        ],
        sockets = [
          (name = "http", address = "127.0.0.1:0", service = "assets",
            http = (forwardedProtoHeader = %(schemeHeader))),
        ],
        v8Flags = [%(heap)],
      );

      const user :Workerd.Worker = (
        modules = [
      %(modules)  ],
        compatibilityDate = %(date),
        compatibilityFlags = [%(flags)],
        bindings = [
      %(bindings)  ],
        durableObjectNamespaces = [
      %(objectClasses)  ],
        durableObjectStorage = (localDisk = "objects"),
        tails = [%(tails)],
        cacheApiOutbound = "cache",
        globalOutbound = "outbound",
      );

      const assets :Workerd.Worker = (
        modules = [
          (name = "assets-worker.js", esModule = embed %(assetsWorker)),
          (name = "assets-html.js", esModule = embed %(assetsHtml)),
          (name = "assets-rules.js", esModule = embed %(assetsRules)),
        ],
        compatibilityDate = %(platformDate),
        bindings = [
          (name = "FILES", service = "files"),
          (name = "WORKER", service = "user"),
          (name = "ASSETS", json = embed %(assetsJson)),
        ],
      );

      const cache :Workerd.Worker = (
        modules = [(name = "cache.js", esModule = embed %(cacheWorker))],
        compatibilityDate = %(platformDate),
      );

      const outbound :Workerd.Worker = (
        modules = [(name = "outbound.js", esModule = embed %(outboundWorker))],
        compatibilityDate = %(platformDate),
        bindings = [
          (name = "FRONT", service = "front"),
          (name = "INTERNET", service = "public"),
          (name = "SITE_DOMAIN", text = %(siteDomain)),
        ],
      );

      const tail :Workerd.Worker = (
        modules = [(name = "tail.js", esModule = embed %(tailWorker))],
        compatibilityDate = %(platformDate),
        bindings = [(name = "COLLECTOR", service = "collector")],
        globalOutbound = "collector",
      );
      """;

  String of(PlacedRelease release) {
    ReleaseManifest manifest = release.manifest();
    ConfiguredBindings bindings = new ConfiguredBindings(release, storage);
    Map<String, String> places = Map.ofEntries(
        Map.entry("assets", quote(release.directory().resolve(PlacedRelease.ASSETS).toString())),
        Map.entry("assetsJson", quote(PlacedRelease.ASSETS_JSON)),
        Map.entry("assetsWorker", platformFile(release, RuntimeFiles.ASSETS_WORKER)),
        Map.entry("assetsHtml", platformFile(release, RuntimeFiles.ASSETS_HTML)),
        Map.entry("assetsRules", platformFile(release, RuntimeFiles.ASSETS_RULES)),
        Map.entry("cacheWorker", platformFile(release, RuntimeFiles.CACHE_WORKER)),
        Map.entry("outboundWorker", platformFile(release, RuntimeFiles.OUTBOUND_WORKER)),
        Map.entry("tailWorker", platformFile(release, RuntimeFiles.TAIL_WORKER)),
        Map.entry("tails", logs.isOpen() ? quote("tail") : ""),
        Map.entry("tailServices", logs.isOpen() ? tailServices(release) : ""),
        Map.entry("platformDate", quote(WorkerdBinary.NEWEST_COMPATIBILITY_DATE.toString())),
        Map.entry("front", quote(front.get())),
        Map.entry("siteDomain", quote(siteDomain)),
        Map.entry("schemeHeader", quote(RequestHeaders.SCHEME)),
        Map.entry("heap", quote("--max-old-space-size=" + heapMegabytes)),
        Map.entry("date", quote(manifest.compatibilityDate().toString())),
        Map.entry("flags", flags(manifest)),
        Map.entry("modules", modules(manifest.modules())),
        Map.entry("objects", quote(release.directory().resolve(PlacedRelease.OBJECTS).toString())),
        Map.entry("bindings", bindings.list()),
        Map.entry("stores", bindings.services()),
        Map.entry("objectClasses", bindings.durableObjectClasses()));
    return PLACE.matcher(TEMPLATE)
        .replaceAll(place -> Matcher.quoteReplacement(places.get(place.group(1))));
  }

  /** The way to the server is the tail worker's alone: no binding of a worker can name it. */
  private String tailServices(PlacedRelease release) {
    return """
            (name = "tail", worker = .tail),
            (name = "collector", external = (address = %s, http = (
              injectRequestHeaders = [(name = %s, value = %s)]))),
        """.formatted(quote(logs.address()), quote(LogDoor.HEADER),
        quote(logs.key(release.name())));
  }

  private String platformFile(PlacedRelease release, String name) {
    return quote(release.directory().relativize(runtimeFiles.resolve(name)).toString());
  }

  private static String flags(ReleaseManifest manifest) {
    boolean nodeIsDefault = !manifest.compatibilityDate().isBefore(NODE_BY_DEFAULT);
    return manifest.compatibilityFlags()
        .stream()
        .filter(flag -> !(nodeIsDefault && flag.equals("nodejs_compat")))
        .map(CapnpText::quote)
        .collect(Collectors.joining(", "));
  }

  private static String modules(List<ReleaseManifest.StoredModule> modules) {
    return IntStream.range(0, modules.size())
        .mapToObj(index -> "    (name = %s, %s = embed %s),\n".formatted(
            quote(modules.get(index).name()), field(modules.get(index).type()),
            quote(PlacedRelease.MODULES + "/" + index)))
        .collect(Collectors.joining());
  }

  private static String field(ModuleType type) {
    return switch (type) {
      case ES_MODULE -> "esModule";
      case COMMON_JS -> "commonJsModule";
      case WASM -> "wasm";
      case DATA -> "data";
      case TEXT -> "text";
      case JSON -> "json";
    };
  }
}
