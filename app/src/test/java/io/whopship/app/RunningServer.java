package io.whopship.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A whole server within this process, on free ports, and a caller with its admin token. */
final class RunningServer implements AutoCloseable {

  private static final String TOKEN = "token-of-the-tests-0123456789";

  private final Configuration configuration;
  private final Server server;

  private RunningServer(Configuration configuration) throws IOException {
    this.configuration = configuration;
    this.server = Server.start(configuration);
  }

  /** With a soak of one second. */
  static RunningServer start(Path data) throws IOException {
    return start(data, Map.of());
  }

  /** With these settings, too. */
  static RunningServer start(Path data, Map<String, String> more) throws IOException {
    Map<String, String> settings = new HashMap<>(Map.of("WHOPSHIP_DATA", data.toString(),
        "WHOPSHIP_ADMIN_TOKEN", TOKEN, "WHOPSHIP_SOAK", "1s", "WHOPSHIP_PORT",
        Integer.toString(FreePort.next()), "WHOPSHIP_SITES_PORT",
        Integer.toString(FreePort.next())));
    settings.putAll(ServerProcess.NO_LIMITS);
    settings.putAll(more);
    return new RunningServer(Configuration.read(settings));
  }

  Caller caller() {
    return new Caller(configuration.addresses().apiUrl(), configuration.addresses().sitesPort(),
        TOKEN);
  }

  @Override
  public void close() {
    server.close();
  }
}
