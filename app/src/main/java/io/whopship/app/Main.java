package io.whopship.app;

import io.whopship.ports.driven.PortException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the server. */
@Command(name = "whopship", mixinStandardHelpOptions = true, version = "WhopShip 0.1.0",
    description = "Deploys OpenNext (Next.js) apps to Workers: one zip in, a live site out.")
public final class Main {

  private Main() {}

  /**
   * Runs a command and leaves with its exit code: 0, 1 for a failure, 2 for a wrong command line.
   */
  public static void main(String[] arguments) {
    // The demo reaches sites under *.localhost, which Java does not resolve, by their Host header.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    if (arguments.length > 0 && arguments[0].equals("demo")) {
      System.setProperty("whopship.log.level", "WARN"); // its output is meant to be read by people
    }
    System.exit(new CommandLine(new Main()).addSubcommand(new ServeCommand(System.getenv()))
        .addSubcommand(new CheckCommand(System.getenv()))
        .addSubcommand(new AgentCommand(System.getenv()))
        .addSubcommand(CloudflareCommand.line(System.getenv()))
        .addSubcommand(new DemoCommand(System.getenv()))
        .setExecutionExceptionHandler((e, command, parsed) -> {
          command.getErr().println("whopship: " + message(e));
          return 1;
        })
        .execute(arguments));
  }

  /** What these say is meant for people; of anything else, its name says more. */
  private static String message(Exception e) {
    boolean forPeople = e instanceof Configuration.Invalid || e instanceof PortException
        || e instanceof IllegalStateException;
    return forPeople ? String.valueOf(e.getMessage()) : e.toString();
  }
}
