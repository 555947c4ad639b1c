package io.whopship.core.artifact;

import io.whopship.ports.model.artifact.WorkerBundle.Module;
import io.whopship.ports.model.artifact.WorkerBundle.ModuleSource;
import io.whopship.ports.model.artifact.WorkerBundle.ModuleType;
import java.util.List;

/**
 * What a worker needs that no bundler has seen. OpenNext leaves it to the bundler to turn what it
 * requires of Node.js into imports; here there is a {@code require} instead, made before the first
 * of its modules runs.
 */
final class UnbundledWorker {

  /** Names that OpenNext gives to no file. */
  private static final String ENTRY_POINT = "__whopship_worker.js";
  private static final String REQUIRE = "__whopship_require.js";

  private UnbundledWorker() {}

  /** The modules to begin with; the first stands in for the script, and exports what it exports. */
  static List<Module> inFrontOf(String script) {
    return List.of(module(ENTRY_POINT, """
        import "./%s";
        export * from "./%s";
        export { default } from "./%s";
        """.formatted(REQUIRE, script, script)),
        module(REQUIRE, """
            import { createRequire } from "node:module";
            globalThis.require = createRequire("/");
            """));
  }

  private static Module module(String name, String text) {
    return new Module(name, ModuleType.ES_MODULE, new ModuleSource.Added(text));
  }
}
