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
import picocli.CommandLine.Spec;

/** {@code whopship cloudflare check}. */
@Command(name = "check", mixinStandardHelpOptions = true,
    description = "Looks whether all that a server needs is there, and changes nothing.",
    footer = "%nExit code: 0 if nothing is missing, 1 otherwise.")
final class CloudflareCheckCommand implements Callable<Integer> {

  @Mixin
  private CloudflareOptions options = new CloudflareOptions();

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before it calls
  private CommandSpec spec;

  private final Map<String, String> environment;

  CloudflareCheckCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    Configuration configuration = options.read(environment);
    SetupReport report = new SetupReport(configuration, spec.commandLine().getOut());
    Secret secret = CloudflareOptions.account(configuration).knownProbeSecret(configuration.data());
    try (CloudflareSetup setup = CloudflareSetup
        .open(CloudflareOptions.setup(configuration, secret, false))) {
      List<Step> plan = setup.plan();
      report.plan(plan);
      return plan.stream().allMatch(Step::isSettled) ? 0 : 1;
    }
  }
}
