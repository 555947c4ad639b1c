package io.whopship.app;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code whopship database}. */
@Command(name = "database", mixinStandardHelpOptions = true,
    description = "Moves what a server keeps in its database.",
    footer = "%nMore: docs/operations.md")
final class DatabaseCommand {

  private DatabaseCommand() {}

  static CommandLine line(Map<String, String> environment) {
    return new CommandLine(new DatabaseCommand())
        .addSubcommand(new DatabaseCopyCommand(environment));
  }
}
