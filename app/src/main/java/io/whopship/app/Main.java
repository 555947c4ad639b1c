package io.whopship.app;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the server. */
@Command(name = "whopship", mixinStandardHelpOptions = true, version = "WhopShip 0.1.0", description = "Deploys OpenNext (Next.js) apps to Workers: one zip in, a live site out.")
public final class Main {

  private Main() {}

  /**
   * Runs a command and leaves with its exit code: 0, 1 for a failure, 2 for a wrong command line.
   */
  public static void main(String[] arguments) {
    // The demo addresses sites under *.localhost, which Java does not resolve, by their Host
    // header.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    if (List.of(arguments).contains("demo")) {
      System.setProperty("whopship.log.level", "WARN"); // its output is meant to be read by people
    }
    System.exit(new CommandLine(new Main()).addSubcommand(new ServeCommand(System.getenv()))
        .addSubcommand(new DemoCommand(System.getenv()))
        .setExecutionExceptionHandler((e, command, parsed) -> {
          command.getErr().println("whopship: " + e.getMessage());
          return 1;
        })
        .execute(arguments));
  }
}
