package io.whopship.app;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code whopship cloudflare}. */
@Command(name = "cloudflare", mixinStandardHelpOptions = true,
    description = "Sets up an account on Cloudflare.",
    footer = "%nThe API token is taken from WHOPSHIP_CLOUDFLARE_TOKEN alone: others on this host see"
        + " what stands on a command line.%nMore: docs/cloudflare.md")
final class CloudflareCommand {

  private CloudflareCommand() {}

  static CommandLine line(Map<String, String> environment) {
    return new CommandLine(new CloudflareCommand())
        .addSubcommand(new CloudflareInitCommand(environment))
        .addSubcommand(new CloudflareCheckCommand(environment));
  }
}
