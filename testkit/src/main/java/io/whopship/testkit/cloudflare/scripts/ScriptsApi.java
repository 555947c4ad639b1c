package io.whopship.testkit.cloudflare.scripts;

import io.whopship.testkit.cloudflare.rest.Router;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** All that has to do with scripts, and how a test looks at it and makes it refuse. */
public final class ScriptsApi {

  public static final String PERMISSION = "Workers Scripts Edit";

  private final Namespaces namespaces;
  private final AssetSessions assets;
  private final ScriptUploads uploads;
  private final InstantSource clock;

  /** Starts with no script; bindings need to know which KV namespaces and buckets there are. */
  public ScriptsApi(InstantSource clock, Predicate<String> kvNamespaces,
      Predicate<String> buckets) {
    this.clock = clock;
    namespaces = new Namespaces(clock);
    assets = new AssetSessions(clock);
    uploads = new ScriptUploads(clock, new Bindings(kvNamespaces, buckets, namespaces), assets);
  }

  public void addTo(Router router) {
    namespaces.addTo(router);
    new AssetRoutes(assets).addTo(router);
    for (String scripts : List.of(NamespaceScriptRoutes.SCRIPTS, AccountScriptRoutes.SCRIPTS)) {
      new ScriptRoutes(namespaces, uploads, assets).addTo(router, scripts);
      new SecretRoutes(namespaces, clock).addTo(router, scripts + "/{script}");
    }
    new NamespaceScriptRoutes(namespaces).addTo(router);
    new AccountScriptRoutes(namespaces, uploads, clock).addTo(router);
  }

  public void createNamespace(String name) {
    namespaces.create(name);
  }

  /** Of the account, and without anything in it. */
  public void createWorker(String name) {
    namespaces.get("").scripts().put(name, new Script("", name, clock.instant()));
  }

  /** In the order of their names. */
  public List<String> namespaces() {
    return namespaces.names();
  }

  /** In the order of their names; those of the account for "". */
  public List<Script> scripts(String namespace) {
    return List.copyOf(namespaces.get(namespace).scripts().values());
  }

  public boolean hasScript(String ofTheAccount) {
    return namespaces.get("").scripts().containsKey(ofTheAccount);
  }

  public void checkStarts(Function<Script, Optional<String>> failure) {
    uploads.checkStarts(failure);
  }

  public void refuse(String script, int status, int code, String message) {
    uploads.refuse(script, status, code, message);
  }

  public void accept(String script) {
    uploads.accept(script);
  }

  public void limitScriptsTo(long bytes) {
    uploads.limitTo(bytes);
  }

  public void askForSingleUploads() {
    assets.askForSingleUploads();
  }

  public void forgetAssets(String namespace) {
    assets.forget(namespace);
  }
}
