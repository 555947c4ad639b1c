package io.whopship.app;

import io.whopship.app.demo.Demo;
import io.whopship.app.demo.DemoSite;
import io.whopship.app.demo.HelloSite;
import io.whopship.app.demo.NextSite;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code whopship demo}. */
@Command(name = "demo", mixinStandardHelpOptions = true,
    description = "Starts a server with an empty data folder and deploys a site to it, twice.")
final class DemoCommand implements Callable<Integer> {

  @Option(names = "--exit", description = "leave when both deployments are live")
  private boolean exit;

  @Option(names = "--next", description = "build and deploy the Next.js app of the examples")
  private boolean next;

  @Option(names = "--soak", paramLabel = "DURATION", defaultValue = "5s",
      description = "how long the second version stays at 50%% (${DEFAULT-VALUE})")
  private String soak = "5s";

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before it calls
  private CommandSpec spec;

  private final Map<String, String> environment;

  DemoCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    Path data = AtExit.close(new DeletedAtEnd(Files.createTempDirectory("whopship-demo-")))
        .folder();
    String token = "demo_" + UUID.randomUUID();
    // Not the URLs: the demo must not speak to a server that is somebody else's.
    Map<String, String> settings = new HashMap<>(environment);
    settings.keySet().retainAll(Set.of("WHOPSHIP_PORT", "WHOPSHIP_SITES_PORT", "WHOPSHIP_WORKERD"));
    settings.put("WHOPSHIP_DATA", data.toString());
    settings.put("WHOPSHIP_ADMIN_TOKEN", token);
    settings.put("WHOPSHIP_SOAK", soak);
    // The log is to be seen as it grows.
    settings.putAll(Map.of("WHOPSHIP_STATUS_PER_MINUTE", "0", "WHOPSHIP_LOGS_PER_MINUTE", "0"));
    settings.computeIfAbsent("WHOPSHIP_PORT", name -> freePort(8000));
    settings.computeIfAbsent("WHOPSHIP_SITES_PORT", name -> freePort(8080));
    Configuration configuration = Configuration.read(settings);
    PrintWriter out = spec.commandLine().getOut();
    Server server = AtExit.close(Server.start(configuration));
    Greeting.print(configuration, server.newAdminToken().orElse(null), out);
    out.printf("  (a new version soaks %s at 50%% in this demo; a server's default is 30s)%n",
        soak);
    URI site = new Demo(configuration.addresses().apiUrl(), token, site(out), out).run();
    out.printf("%nLive: %s   (in a browser, or: curl %s)%n", site, site);
    out.printf("API:  curl -H 'Authorization: Bearer %s' %s/deployments/2%n", token,
        configuration.addresses().apiUrl());
    if (!exit) {
      out.printf("Serving until Ctrl-C.%n");
      new CountDownLatch(1).await();
    }
    return 0;
  }

  private DemoSite site(PrintWriter out) {
    return next ? new NextSite(Configuration.home(), out) : new HelloSite();
  }

  /** The usual port, or any if another program has it. */
  private static String freePort(int usual) {
    for (int port : new int[]{usual, 0}) {
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return Integer.toString(socket.getLocalPort());
      } catch (IOException e) {
        // Taken: the next one.
      }
    }
    throw new IllegalStateException("no port is free on this machine");
  }
}
