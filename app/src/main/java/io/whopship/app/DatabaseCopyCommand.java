package io.whopship.app;

import io.whopship.adapter.jdbc.DatabaseCopy;
import io.whopship.adapter.jdbc.DatabaseSettings;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code whopship database copy}. */
@Command(name = "copy", mixinStandardHelpOptions = true,
    description = "Copies the database in the data folder (WHOPSHIP_DATA) into the PostgreSQL of"
        + " WHOPSHIP_DATABASE_URL, which must have nothing in it: all or nothing. The one in the"
        + " folder stays as it is. No server may run on either meanwhile.",
    footer = "%nExits with 0 if all was copied, with 1 if nothing was.%nMore: docs/operations.md")
final class DatabaseCopyCommand implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before it calls
  private CommandSpec spec;

  private final Map<String, String> environment;

  DatabaseCopyCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    Configuration configuration = Configuration.read(new HashMap<>(environment));
    DataDirectory data = new DataDirectory(configuration.data());
    DatabaseSettings to = switch (configuration.database()) {
      case DatabaseChoice.PostgreSql(DatabaseSettings settings) -> settings;
      case DatabaseChoice.Embedded e -> throw new Configuration.Invalid(
          List.of("WHOPSHIP_DATABASE_URL must name the PostgreSQL to copy to"));
    };
    PrintWriter out = spec.commandLine().getOut();
    Map<String, Long> rows = DatabaseCopy.run(DatabaseSettings.h2(data.database()), to);
    rows.forEach((table, number) -> out.printf("%,12d  %s%n", number, table));
    out.println("All was copied. Start the server with these settings; what is in "
        + data.database() + " is as it was.");
    out.flush();
    return 0;
  }
}
