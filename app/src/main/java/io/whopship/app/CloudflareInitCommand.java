package io.whopship.app;

import io.whopship.adapter.cloudflare.setup.CloudflareSetup;
import io.whopship.adapter.cloudflare.setup.Step;
import io.whopship.ports.model.identity.Secret;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code whopship cloudflare init}. */
@Command(name = "init", mixinStandardHelpOptions = true,
    description = "Creates what a server needs on the account, unless it is there. May be done"
        + " again at any time.",
    footer = "%nExit code: 0 if it is done, or could be with --dry-run; 1 otherwise."
        + "%nMore: docs/cloudflare.md")
final class CloudflareInitCommand implements Callable<Integer> {

  @Mixin
  private CloudflareOptions options = new CloudflareOptions();

  @Option(names = "--dry-run", description = "show what would be done, and do nothing")
  private boolean dryRun;

  @Option(names = "--replace",
      description = "lead the sites' route to the dispatcher even if it leads elsewhere now")
  private boolean replace;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before it calls
  private CommandSpec spec;

  private final Map<String, String> environment;

  CloudflareInitCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    Configuration configuration = options.read(environment);
    SetupReport report = new SetupReport(configuration, spec.commandLine().getOut());
    try (CloudflareSetup setup = CloudflareSetup
        .open(CloudflareOptions.setup(configuration, probeSecret(configuration), replace))) {
      List<Step> plan = setup.plan();
      report.plan(plan);
      if (plan.stream().anyMatch(Step::isInTheWay)) {
        return 1;
      }
      if (!dryRun) {
        report.start(plan);
        setup.apply(plan, report::done);
        report.left(plan);
      }
      return 0;
    }
  }

  /** A dry run leaves nothing in the data folder either. */
  private Secret probeSecret(Configuration configuration) throws IOException {
    CloudflareConfiguration account = CloudflareOptions.account(configuration);
    return dryRun
        ? account.knownProbeSecret(configuration.data())
        : account.probeSecret(DataDirectory.open(configuration.data()));
  }
}
