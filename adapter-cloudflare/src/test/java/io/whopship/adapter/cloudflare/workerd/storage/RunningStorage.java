package io.whopship.adapter.cloudflare.workerd.storage;

import io.vertx.core.Vertx;
import io.whopship.ports.model.AppId;
import java.nio.file.Path;
import java.time.InstantSource;

/** A storage with its gateway, as a server has them. */
final class RunningStorage implements AutoCloseable {

  static final AppId APP = new AppId(7);
  static final Namespace KV = new Namespace(APP, StorageKind.KV, "NEXT_INC_CACHE_KV");
  static final Namespace R2 = new Namespace(APP, StorageKind.R2, "cache");

  private final Vertx vertx = Vertx.vertx();
  private final AppStorage storage;
  private final StorageGateway gateway;

  private RunningStorage(AppStorage storage) {
    this.storage = storage;
    this.gateway = StorageGateway.start(vertx, storage);
  }

  static RunningStorage open(Path directory) {
    return open(directory, StorageLimits.DEFAULT, InstantSource.system());
  }

  static RunningStorage open(Path directory, StorageLimits limits, InstantSource clock) {
    return new RunningStorage(AppStorage.open(directory, limits, clock));
  }

  AppStorage storage() {
    return storage;
  }

  StorageGateway gateway() {
    return gateway;
  }

  /** A worker of {@link #APP} with the bindings KV and R2. */
  StoringWorker worker() {
    return StoringWorker.start(gateway.port(), gateway.grant(KV), gateway.grant(R2));
  }

  @Override
  public void close() {
    gateway.close();
    storage.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
