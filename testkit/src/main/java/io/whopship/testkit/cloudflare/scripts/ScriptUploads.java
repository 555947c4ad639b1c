package io.whopship.testkit.cloudflare.scripts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.testkit.cloudflare.rest.Ask;
import io.whopship.testkit.cloudflare.rest.RefusedException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Takes uploads of scripts, or refuses them. */
final class ScriptUploads {

  private static final Pattern NAME = Pattern.compile("[a-z0-9_][a-z0-9_-]{0,62}");

  private record Refusal(int status, int code, String message) {}

  private final InstantSource clock;
  private final Bindings bindings;
  private final AssetSessions assets;
  private final Map<String, Refusal> refusals = new ConcurrentHashMap<>();
  private volatile long largest = 64L << 20;
  private volatile Function<Script, Optional<String>> startCheck = script -> Optional.empty();

  ScriptUploads(InstantSource clock, Bindings bindings, AssetSessions assets) {
    this.clock = clock;
    this.bindings = bindings;
    this.assets = assets;
  }

  void limitTo(long bytes) {
    largest = bytes;
  }

  /** From now on a new script is not taken if this says why it cannot start. */
  void checkStarts(Function<Script, Optional<String>> failure) {
    startCheck = failure;
  }

  /** From now on no script of this name is taken. */
  void refuse(String script, int status, int code, String message) {
    refusals.put(script, new Refusal(status, code, message));
  }

  void accept(String script) {
    refusals.remove(script);
  }

  /** Takes the place of the script of this name, if there is one. */
  Script put(Ask ask, Namespace namespace) {
    String name = ask.path("script");
    if (!NAME.matcher(name).matches()) {
      throw new RefusedException(400, 10016, "Invalid Worker name '" + name
          + "': it must have 1 to 63 characters of a-z, 0-9, '-' and '_'.");
    }
    Upload upload = read(ask, name);
    synchronized (namespace) {
      Script there = namespace.scripts().get(name);
      Script script = there == null ? new Script(namespace.name(), name, clock.instant()) : there;
      Script.Version version = add(ask, upload, script);
      script.replaceSettings(upload.metadata());
      script.activate(version, clock.instant());
      if (there == null) {
        startCheck.apply(script).ifPresent(reason -> {
          throw new RefusedException(400, 10021, reason);
        });
      }
      namespace.scripts().put(name, script);
      return script;
    }
  }

  /** Adds a version of a script that is there. */
  Script.Version version(Ask ask, Script script) {
    return add(ask, read(ask, script.name()), script);
  }

  private Upload read(Ask ask, String name) {
    Upload upload = Upload.read(ask, largest);
    Refusal refusal = refusals.get(name);
    if (refusal != null) {
      throw new RefusedException(refusal.status, refusal.code, refusal.message);
    }
    return upload;
  }

  private Script.Version add(Ask ask, Upload upload, Script script) {
    List<ObjectNode> resolved = bindings.resolve(upload, script.current().bindings(),
        ask.query("bindings_inherit").orElse("").equals("strict"), script.name());
    Map<String, Asset> files = assets(upload.metadata(), script);
    Migrations.apply(upload.metadata().path("migrations"), script);
    return script.add(upload, files, resolved, clock.instant());
  }

  private Map<String, Asset> assets(JsonNode metadata, Script script) {
    JsonNode jwt = metadata.path("assets").path("jwt");
    if (jwt.isTextual()) {
      return assets.redeem(jwt.textValue(), script.namespace(), script.name());
    }
    return metadata.path("keep_assets").asBoolean() ? script.assets() : Map.of();
  }
}
