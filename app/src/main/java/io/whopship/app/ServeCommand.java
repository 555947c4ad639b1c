package io.whopship.app;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code whopship serve}. */
@Command(name = "serve", mixinStandardHelpOptions = true, description = "Runs the server.",
    footer = "%nAll settings: docs/configuration.md")
final class ServeCommand implements Callable<Integer> {

  @Option(names = "--port", paramLabel = "N", description = "port of the API (8000)")
  private @Nullable String port;

  @Option(names = "--sites-port", paramLabel = "N", description = "port of the sites (8080)")
  private @Nullable String sitesPort;

  @Option(names = "--host", paramLabel = "ADDRESS",
      description = "address to listen on (127.0.0.1)")
  private @Nullable String host;

  @Option(names = "--data", paramLabel = "DIR",
      description = "folder for everything that is kept (whopship-data)")
  private @Nullable Path data;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before it calls
  private CommandSpec spec;

  private final Map<String, String> environment;

  ServeCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    Map<String, String> settings = new HashMap<>(environment);
    override(settings, "WHOPSHIP_PORT", port);
    override(settings, "WHOPSHIP_SITES_PORT", sitesPort);
    override(settings, "WHOPSHIP_HOST", host);
    override(settings, "WHOPSHIP_DATA", data == null ? null : data.toString());
    Configuration configuration = Configuration.read(settings);
    StopSignal stop = StopSignal.listen();
    Server server = AtExit.close(Server.start(configuration));
    Greeting.print(configuration, server.newAdminToken().orElse(null), spec.commandLine().getOut());
    server.whenExpelled(stop::end);
    stop.await();
    boolean drained = server.drain();
    server.throwIfExpelled();
    return drained ? 0 : StopSignal.TERMINATED;
  }

  private static void override(Map<String, String> settings, String name, @Nullable String value) {
    if (value != null) {
      settings.put(name, value);
    }
  }
}
