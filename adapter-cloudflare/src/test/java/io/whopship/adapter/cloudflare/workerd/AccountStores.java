package io.whopship.adapter.cloudflare.workerd;

import io.vertx.core.Vertx;
import io.whopship.adapter.cloudflare.PlainVertx;
import io.whopship.adapter.cloudflare.workerd.storage.AppStorage;
import io.whopship.adapter.cloudflare.workerd.storage.Grant;
import io.whopship.adapter.cloudflare.workerd.storage.Namespace;
import io.whopship.adapter.cloudflare.workerd.storage.StorageGateway;
import io.whopship.adapter.cloudflare.workerd.storage.StorageKind;
import io.whopship.adapter.cloudflare.workerd.storage.StorageLimits;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.artifact.Binding;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The KV namespaces and buckets of an account, each known by its id: who is bound to the same one
 * shares it, as on Cloudflare, whatever app that is.
 */
final class AccountStores implements AutoCloseable {

  private static final AppId ACCOUNT = new AppId(1);

  private final Function<String, Map<String, byte[]>> keyValues;
  private final Vertx vertx = PlainVertx.start(2);
  private final AppStorage storage;
  private final StorageGateway gateway;
  private final Map<Namespace, Grant> grants = new ConcurrentHashMap<>();

  /**
   * With nothing in it that a worker wrote.
   *
   * @param keyValues what was written to a KV namespace by others than workers, by its id
   */
  AccountStores(Path directory, Function<String, Map<String, byte[]>> keyValues) {
    this.keyValues = keyValues;
    this.storage = AppStorage.open(directory, StorageLimits.DEFAULT, InstantSource.system());
    this.gateway = StorageGateway.start(vertx, storage);
  }

  /**
   * The way of one script, which finds what others have written up to now.
   *
   * @param ids what its bindings are bound to, by their names
   */
  StorageDoor door(Map<String, String> ids) {
    return new StorageDoor() {

      @Override
      public String address() {
        return "127.0.0.1:" + gateway.port();
      }

      @Override
      public String key(AppId app, Binding store) {
        String id = Objects.requireNonNull(ids.get(store.name()), store.name());
        boolean isKeyValue = store instanceof Binding.KeyValue;
        Namespace namespace = new Namespace(ACCOUNT,
            isKeyValue ? StorageKind.KV : StorageKind.R2, id);
        if (isKeyValue) {
          keyValues.apply(id).forEach((key, value) -> seed(namespace, key, value));
        }
        return grants.computeIfAbsent(namespace, gateway::grant).token();
      }
    };
  }

  private void seed(Namespace namespace, String key, byte[] value) {
    try {
      storage.seed(namespace, key, new ByteArrayInputStream(value));
    } catch (IOException e) {
      throw new IllegalStateException("cannot keep " + key, e);
    }
  }

  @Override
  public void close() {
    gateway.close();
    vertx.close().await();
    storage.close();
  }
}
