package io.whopship.app;

import io.whopship.ports.driven.PortException;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the server. */
@Command(name = "whopship", mixinStandardHelpOptions = true, version = "WhopShip " + Main.VERSION,
    description = "Deploys OpenNext (Next.js) apps to Workers: one zip in, a live site out.")
public final class Main {

  static final String VERSION = "0.1.0";

  private Main() {}

  /**
   * Runs a command and leaves with its exit code: 0, 1 for a failure, 2 for a wrong command line.
   */
  public static void main(String[] arguments) {
    // The demo reaches sites under *.localhost, which Java does not resolve, by their Host header.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    logAsWeDo();
    if (arguments.length > 0 && arguments[0].equals("demo")) {
      System.setProperty("whopship.log.level", "WARN"); // its output is meant to be read by people
    }
    System.exit(new CommandLine(new Main()).addSubcommand(new ServeCommand(System.getenv()))
        .addSubcommand(new CheckCommand(System.getenv()))
        .addSubcommand(new AgentCommand(System.getenv()))
        .addSubcommand(CloudflareCommand.line(System.getenv()))
        .addSubcommand(DatabaseCommand.line(System.getenv()))
        .addSubcommand(new DemoCommand(System.getenv()))
        .setExecutionExceptionHandler((e, command, parsed) -> {
          command.getErr().println("whopship: " + message(e));
          return 1;
        })
        .execute(arguments));
  }

  /** What libraries write by java.util.logging goes where all else does. */
  private static void logAsWeDo() {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  /** What these say is meant for people; of anything else, its name says more. */
  private static String message(Exception e) {
    boolean forPeople = e instanceof Configuration.Invalid || e instanceof PortException
        || e instanceof IllegalStateException;
    return forPeople ? String.valueOf(e.getMessage()) : e.toString();
  }
}
