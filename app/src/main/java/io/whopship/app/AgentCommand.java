package io.whopship.app;

import io.whopship.agent.docker.DockerHost;
import io.whopship.agent.docker.DockerSettings;
import io.whopship.agent.link.AgentKey;
import io.whopship.agent.link.AgentLink;
import io.whopship.agent.link.LinkSettings;
import io.whopship.ports.model.identity.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code whopship agent}. */
@Command(name = "agent", mixinStandardHelpOptions = true,
    description = "Shows the containers of this host to a server.",
    footer = "%nA token is needed at the first start alone; then the agent has a key of its own."
        + " Others on this host see what stands on a command line: WHOPSHIP_AGENT_TOKEN hides the"
        + " token from them.%nMore: docs/agents.md")
final class AgentCommand implements Callable<Integer> {

  private static final String TOKEN = "WHOPSHIP_AGENT_TOKEN";

  @Option(names = "--server", paramLabel = "URL", required = true,
      description = "the server's API: https://api.example.com")
  private String server = "";

  @Option(names = "--token", paramLabel = "T",
      description = "one-time token (POST /api/agents/tokens), in place of " + TOKEN)
  private @Nullable String token;

  @Option(names = "--state", paramLabel = "DIR",
      description = "folder for the agent's key (whopship-agent)")
  private Path state = Path.of("whopship-agent");

  @Option(names = "--docker", paramLabel = "ADDRESS",
      description = "the Docker Engine (unix:///var/run/docker.sock)")
  private String docker = "unix://" + DockerSettings.USUAL_SOCKET;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before it calls
  private CommandSpec spec;

  private final Map<String, String> environment;

  AgentCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    URI url = option("--server", server, LinkSettings::serverUrl);
    Path socket = option("--docker", docker, DockerSettings::socketOf);
    Files.createDirectories(state);
    try (DockerHost host = new DockerHost(DockerSettings.at(socket));
        FileChannel lock = FileChannel.open(state.resolve("lock"), StandardOpenOption.CREATE,
            StandardOpenOption.WRITE)) {
      requireAlone(lock);
      host.ping();
      new AgentLink(LinkSettings.to(url, "0.1.0", Hostname.get()), host,
          AgentKey.in(state.resolve("agent-key")), secret()).run();
    }
    return 0;
  }

  private <T> T option(String option, String text, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage(), e);
    }
  }

  /** Two agents with one key would take turns in cutting each other's connection. */
  private void requireAlone(FileChannel lock) throws IOException {
    if (!isAlone(lock)) {
      throw new IllegalStateException("another agent runs with the folder " + state
          + "; stop it, or choose another folder with --state");
    }
  }

  private static boolean isAlone(FileChannel lock) throws IOException {
    try {
      return lock.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // it runs in this very process
    }
  }

  private @Nullable Secret secret() {
    String text = token == null ? environment.getOrDefault(TOKEN, "") : token;
    return text.isEmpty() ? null : new Secret(text);
  }
}
