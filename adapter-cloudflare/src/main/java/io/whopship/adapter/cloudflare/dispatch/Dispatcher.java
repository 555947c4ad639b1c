package io.whopship.adapter.cloudflare.dispatch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.whopship.adapter.cloudflare.Sha256;
import io.whopship.adapter.cloudflare.upload.ScriptBinding;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.rollout.ReleaseName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The worker before all sites, as it is to be uploaded. */
public final class Dispatcher {

  /** Its only module, of the type {@code application/javascript+module}. */
  public static final String MODULE = "dispatcher.js";

  /** The behaviour of the runtime that it was written for; it needs no flags. */
  public static final LocalDate COMPATIBILITY_DATE = LocalDate.of(2026, 4, 15);

  private static final int VERSION_DIGITS = 12;

  private Dispatcher() {}

  /** The text of {@value #MODULE}. */
  public static String script() {
    try (InputStream in = Objects.requireNonNull(Dispatcher.class.getResourceAsStream(MODULE))) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same for the same text: whether the one that is there is this one. */
  public static String version() {
    return Sha256.hex(Sha256.start().digest(script().getBytes(UTF_8)))
        .substring(0, VERSION_DIGITS);
  }

  /**
   * What it finds in its environment.
   *
   * @param routes the id of the KV namespace with the {@linkplain RouteRecord records}
   * @param dispatchNamespace the name of the one with the releases
   * @param probeSecret what {@link ProbeSignature}s are made with
   */
  public static List<ScriptBinding> bindings(String routes, String dispatchNamespace,
      Secret probeSecret) {
    return List.of(
        new ScriptBinding("ROUTES", "kv_namespace", Map.of("namespace_id", routes)),
        new ScriptBinding("DISPATCHER", "dispatch_namespace",
            Map.of("namespace", dispatchNamespace)),
        new ScriptBinding("PROBE_SECRET", "secret_text", Map.of("text", probeSecret.reveal())));
  }

  /**
   * By which a release reaches itself. A script of a dispatch namespace is no service, so that its
   * way leads through the dispatcher, which sees to it that it ends at this very release.
   *
   * @param name of the binding: {@code WORKER_SELF_REFERENCE}
   * @param dispatcher what the dispatcher is called in the account
   */
  public static ScriptBinding selfReference(String name, String dispatcher, ReleaseName release) {
    Map<String, Object> props = new LinkedHashMap<>(); // the same bytes at every upload
    props.put("app", release.app().value());
    props.put("release", release.toString());
    return new ScriptBinding(name, "service",
        Map.of("service", dispatcher, "entrypoint", "Self", "props", props));
  }
}
