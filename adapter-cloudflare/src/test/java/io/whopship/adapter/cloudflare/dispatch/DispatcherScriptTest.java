package io.whopship.adapter.cloudflare.dispatch;

import static io.whopship.adapter.cloudflare.dispatch.RunningDispatcher.release;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.adapter.cloudflare.upload.ScriptBinding;
import io.whopship.ports.model.identity.Secret;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The dispatcher as it is to be uploaded. */
class DispatcherScriptTest {

  @Test
  void theVersionIsThatOfTheText() {
    assertThat(Dispatcher.version()).matches("[0-9a-f]{12}").isEqualTo(Dispatcher.version());
  }

  @Test
  void whatTheScriptReadsFromItsEnvironmentIsBound() {
    assertThat(Dispatcher.bindings("0123", "sites", new Secret("hush"))).containsExactly(
        new ScriptBinding("ROUTES", "kv_namespace", Map.of("namespace_id", "0123")),
        new ScriptBinding("DISPATCHER", "dispatch_namespace", Map.of("namespace", "sites")),
        new ScriptBinding("PROBE_SECRET", "secret_text", Map.of("text", "hush")));
    assertThat(Pattern.compile("env\\.([A-Z_]+)").matcher(Dispatcher.script()).results())
        .extracting(found -> found.group(1))
        .containsOnly("ROUTES", "DISPATCHER", "PROBE_SECRET");
  }

  @Test
  void aReleaseReachesItselfThroughTheDispatcher() {
    assertThat(Dispatcher.selfReference("WORKER_SELF_REFERENCE", "dispatcher", release(2)))
        .isEqualTo(new ScriptBinding("WORKER_SELF_REFERENCE", "service",
            Map.of("service", "dispatcher", "entrypoint", "Self", "props",
                Map.of("app", 7L, "release", "whopship-7-2"))));
  }

  @Test
  void theScriptNeedsNoOtherModule() {
    assertThat(Pattern.compile("from \"([^\"]+)\"").matcher(Dispatcher.script()).results())
        .extracting(found -> found.group(1))
        .containsExactly("cloudflare:workers");
  }
}
