package io.whopship.adapter.cloudflare.workerd;

import io.vertx.core.Vertx;
import io.whopship.adapter.cloudflare.PlainVertx;
import io.whopship.adapter.cloudflare.opennext.CacheStore;
import io.whopship.adapter.cloudflare.workerd.storage.AppStorage;
import io.whopship.adapter.cloudflare.workerd.storage.Grant;
import io.whopship.adapter.cloudflare.workerd.storage.Namespace;
import io.whopship.adapter.cloudflare.workerd.storage.StorageFullException;
import io.whopship.adapter.cloudflare.workerd.storage.StorageGateway;
import io.whopship.adapter.cloudflare.workerd.storage.StorageKind;
import io.whopship.adapter.cloudflare.workerd.storage.StorageLimits;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.Edge.Progress;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.artifact.Binding;
import io.whopship.ports.model.artifact.CacheFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the workers of each app keep, and the way their processes come to it. For many threads. */
final class Stores implements StorageDoor, AutoCloseable {

  private static final int EVENT_LOOPS = 2;

  private final Vertx vertx;
  private final AppStorage storage;
  private final StorageGateway gateway;
  private final Map<Namespace, Grant> grants = new ConcurrentHashMap<>();

  private Stores(Vertx vertx, AppStorage storage, StorageGateway gateway) {
    this.vertx = vertx;
    this.storage = storage;
    this.gateway = gateway;
  }

  /** Throws {@link PortException.Unavailable} if the directory cannot be used. */
  static Stores open(Path directory, StorageLimits limits) {
    AppStorage storage = AppStorage.open(directory, limits, InstantSource.system());
    // its own, which ends after all processes have, and so after the front
    Vertx vertx = PlainVertx.start(EVENT_LOOPS);
    try {
      return new Stores(vertx, storage, StorageGateway.start(vertx, storage));
    } catch (RuntimeException e) {
      vertx.close().await();
      storage.close();
      throw e;
    }
  }

  @Override
  public String address() {
    return "127.0.0.1:" + gateway.port();
  }

  @Override
  public String key(AppId app, Binding store) {
    return grants.computeIfAbsent(namespace(app, store), gateway::grant).token();
  }

  private static Namespace namespace(AppId app, Binding store) {
    return new Namespace(app, store instanceof Binding.KeyValue ? StorageKind.KV : StorageKind.R2,
        store.name());
  }

  /**
   * Puts the pages of a build where its worker will look for them, unless they are there: then the
   * worker may have rendered newer ones.
   */
  void seed(AppId app, ReleaseManifest manifest, List<CacheFile> cache, OpenArtifact content,
      Progress progress) {
    for (CacheStore store : CacheStore.of(manifest.bindings(), manifest.variables())) {
      Namespace namespace = namespace(app, store.binding());
      int filled = 0;
      try {
        for (CacheFile file : cache) {
          try (InputStream value = content.read(file.source())) {
            if (storage.seed(namespace, file.key(store.prefix()), value)) {
              filled++;
            }
          }
        }
      } catch (StorageFullException e) {
        progress.line("The cache of the build was not filled: " + e.getMessage());
      } catch (IOException e) {
        throw new PortException.Corrupt("The cache of the build cannot be read: " + e.getMessage(),
            e);
      }
      storage.flush();
      if (filled > 0) {
        progress.line("Filled the cache with " + filled + (filled == 1 ? " page" : " pages")
            + " of the build");
      }
    }
  }

  /** Removes all that these builds have in the cache of their app. */
  void forget(AppId app, ReleaseManifest manifest, Set<String> builds) {
    for (CacheStore store : CacheStore.of(manifest.bindings(), manifest.variables())) {
      for (String build : builds) {
        storage.removePrefix(namespace(app, store.binding()),
            CacheFile.keyPrefix(store.prefix(), build));
      }
    }
  }

  /** Removes all that an app has, and closes its ways to it. */
  void forget(AppId app) {
    grants.entrySet().removeIf(entry -> {
      boolean isItsOwn = entry.getKey().app().equals(app);
      if (isItsOwn) {
        gateway.revoke(entry.getValue());
      }
      return isItsOwn;
    });
    storage.forget(app);
  }

  /** After the processes have ended. */
  @Override
  public void close() {
    gateway.close();
    vertx.close().await();
    storage.close();
  }
}
