package io.whopship.app;

import io.whopship.core.ControlPlane;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.Stores;
import java.io.PrintWriter;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code whopship serve}, but for {@link Boundaries} between the core and what it writes to. */
final class MortalServer {

  private static final Map<String, String> OPTIONS = Map.of("--port", "WHOPSHIP_PORT",
      "--sites-port", "WHOPSHIP_SITES_PORT", "--data", "WHOPSHIP_DATA");
  private static final String DIRECTORY = "whopship.boundaries";

  private MortalServer() {}

  /** For {@link ServerProcess}. */
  static List<String> program(Path boundaries) {
    return List.of("-Xmx256m", "-D" + DIRECTORY + "=" + boundaries, MortalServer.class.getName());
  }

  public static void main(String[] arguments) throws Exception {
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    Map<String, String> settings = new HashMap<>(System.getenv());
    for (int i = 0; i < arguments.length; i += 2) {
      settings.put(OPTIONS.get(arguments[i]), arguments[i + 1]);
    }
    Boundaries boundaries = new Boundaries(Path.of(System.getProperty(DIRECTORY)));
    Configuration configuration = Configuration.read(settings);
    Server server = AtExit
        .close(Server.start(configuration, ports -> between(boundaries, ports)));
    Greeting.print(configuration, server.newAdminToken().orElse(null),
        new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    Thread.currentThread().join();
  }

  private static ControlPlane.Ports between(Boundaries boundaries, ControlPlane.Ports ports) {
    Stores stores = ports.stores();
    Deployments deployments = boundaries.around(Deployments.class, stores.deployments());
    Stores counted = (Stores) Proxy.newProxyInstance(Stores.class.getClassLoader(),
        new Class<?>[]{Stores.class},
        (proxy, method, arguments) -> method.getName().equals("deployments")
            ? deployments
            : method.invoke(stores, arguments));
    return new ControlPlane.Ports(counted, ports.artifactStore(), ports.artifactReader(),
        boundaries.around(Edge.class, ports.edge()), ports.figures(), ports.workerLogs(),
        ports.eventBodies(), ports.webhookSender(), ports.signals(), ports.observer(), ports.ids(),
        ports.timer(), ports.clock());
  }
}
