package io.whopship.app;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code whopship check}. */
@Command(name = "check", mixinStandardHelpOptions = true,
    description = "Looks whether a server could start with the settings of this environment, and"
        + " changes nothing.",
    footer = "%nExits with 0 if it could, with 1 if not.")
final class CheckCommand implements Callable<Integer> {

  @Option(names = "--offline",
      description = "looks at this machine only, not at database, bucket and Cloudflare")
  private boolean offline;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before it calls
  private CommandSpec spec;

  private final Map<String, String> environment;

  CheckCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    Configuration configuration = Configuration.read(new HashMap<>(environment));
    SelfCheck.Report report = offline
        ? SelfCheck.beforeStart(configuration)
        : SelfCheck.whole(configuration);
    PrintWriter out = spec.commandLine().getOut();
    report.good().forEach(what -> out.println("ok       " + what));
    report.problems().forEach(problem -> out.println("wrong    " + problem));
    report.warnings().forEach(warning -> out.println("warning  " + warning));
    if (report.problems().isEmpty()) {
      out.println("A server can start with these settings.");
    }
    out.flush();
    return report.problems().isEmpty() ? 0 : 1;
  }
}
