package io.whopship.adapter.cloudflare.dispatch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import io.whopship.ports.model.identity.Secret;
import io.whopship.testkit.cloudflare.FakeCloudflare;
import io.whopship.testkit.cloudflare.UploadedScript;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * What the account of a fake Cloudflare has.
 *
 * @param dispatchNamespace whose scripts are run
 * @param routes the id of the KV namespace with the records
 */
public record AccountPlatform(FakeCloudflare cloudflare, String dispatchNamespace, String routes)
    implements
      CloudflareRuntime.Platform {

  /** A dispatcher as somebody uploaded it, with what it is bound to. */
  record UploadedDispatcher(String script, Secret probeSecret, AccountPlatform platform) {

    static UploadedDispatcher of(FakeCloudflare cloudflare, String name) {
      UploadedScript script = named(cloudflare, "", name).orElseThrow(
          () -> new NoSuchElementException("nobody has uploaded the dispatcher " + name));
      JsonObject metadata = new JsonObject(script.metadata());
      byte[] module = script.modules()
          .stream()
          .filter(it -> it.name().equals(metadata.getString("main_module")))
          .findFirst()
          .orElseThrow()
          .content();
      return new UploadedDispatcher(new String(module, UTF_8),
          new Secret(bound(metadata, "PROBE_SECRET", "text")),
          new AccountPlatform(cloudflare, bound(metadata, "DISPATCHER", "namespace"),
              bound(metadata, "ROUTES", "namespace_id")));
    }

    private static String bound(JsonObject metadata, String binding, String field) {
      return metadata.getJsonArray("bindings")
          .stream()
          .map(JsonObject.class::cast)
          .filter(it -> it.getString("name").equals(binding))
          .map(it -> it.getString(field))
          .findFirst()
          .orElseThrow(
              () -> new NoSuchElementException("the dispatcher has no binding " + binding));
    }
  }

  @Override
  public Optional<UploadedScript> script(String name) {
    return named(cloudflare, dispatchNamespace, name);
  }

  private static Optional<UploadedScript> named(FakeCloudflare cloudflare, String namespace,
      String name) {
    return cloudflare.scripts(namespace)
        .stream()
        .filter(script -> script.name().equals(name))
        .findFirst();
  }

  @Override
  public Optional<byte[]> route(String key) {
    return cloudflare.readAtEdge(routes, key);
  }

  @Override
  public Map<String, byte[]> keyValues(String namespaceId) {
    Map<String, byte[]> values = new HashMap<>();
    for (String key : cloudflare.kvKeys(namespaceId)) {
      cloudflare.written(namespaceId, key).ifPresent(value -> values.put(key, value));
    }
    return values;
  }
}
