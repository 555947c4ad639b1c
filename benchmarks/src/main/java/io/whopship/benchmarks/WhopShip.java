package io.whopship.benchmarks;

import io.whopship.testkit.ArtifactZips;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server, run by the launcher as its users run it, with one app. */
final class WhopShip implements AutoCloseable {

  static final Path HOME = Path.of(System.getProperty("whopship.home", "."));
  /** For anything that a server or a worker has to begin with. */
  static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final String APP = "app_benchmark";
  private static final String SUBDOMAIN = "hello";

  private final Program program;
  private final Path log;
  private final int sitesPort;
  private final Duration startTime;
  private final Api api;

  private WhopShip(Program program, Path log, int sitesPort, Duration startTime, Api api) {
    this.program = program;
    this.log = log;
    this.sitesPort = sitesPort;
    this.startTime = startTime;
    this.api = api;
  }

  /**
   * Starts it and waits until it says that it can serve. The folder may be one of an earlier run.
   */
  static WhopShip start(Folder folder, String soak) {
    int apiPort = Program.freePort();
    int sitesPort = Program.freePort();
    String token = UUID.randomUUID().toString();
    Path log = folder.path().resolve("server-" + apiPort + ".log");
    long began = System.nanoTime();
    Program program = Program.start(
        List.of(HOME.resolve("whopship").toString(), "serve", "--port", "" + apiPort,
            "--sites-port", "" + sitesPort, "--data", folder.path().resolve("data").toString()),
        Map.of("WHOPSHIP_SOAK", soak, "WHOPSHIP_ADMIN_TOKEN", token), log);
    KeepAlive.untilServed(apiPort, "localhost", "/healthz", PATIENCE);
    Duration startTime = Duration.ofNanos(System.nanoTime() - began);
    return new WhopShip(program, log, sitesPort, startTime,
        new Api(URI.create("http://localhost:" + apiPort), token));
  }

  Api api() {
    return api;
  }

  /** From the start of the launcher to the first 200 of {@code /healthz}. */
  Duration startTime() {
    return startTime;
  }

  long pid() {
    return program.pid();
  }

  int sitesPort() {
    return sitesPort;
  }

  String siteHost() {
    return SUBDOMAIN + ".localhost";
  }

  /** Makes the app and deploys a first version. */
  long createSite(String version) {
    api.createApp(APP, SUBDOMAIN);
    return deploy(version);
  }

  /** Deploys the test kit's hello worker and waits until it is active. */
  long deploy(String version) {
    long deployment = upload(version);
    api.trigger(deployment);
    api.awaitActive(deployment);
    return deployment;
  }

  /** Waits until the site answers, and says how long that took. */
  Duration visit() {
    return KeepAlive.untilServed(sitesPort, siteHost(), "/api/version", PATIENCE);
  }

  long upload(String version) {
    return api.upload(APP, ArtifactZips.helloWorker(version).bytes());
  }

  /** The port and the supervisor's process id of the worker that a deployment started. */
  Worker worker(long deployment) {
    Matcher started = lastLine("worker started release=\\S+-" + deployment
        + " pid=(\\d+) port=(\\d+)");
    return new Worker(Long.parseLong(started.group(1)), Integer.parseInt(started.group(2)));
  }

  record Worker(long supervisor, int port) {

    /** workerd itself, which the supervisor runs. */
    long pid() {
      return ProcessHandle.of(supervisor)
          .orElseThrow()
          .children()
          .filter(child -> child.info().command().orElse("").endsWith("workerd"))
          .findAny()
          .orElseThrow()
          .pid();
    }
  }

  List<String> log() {
    try {
      return Files.readAllLines(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Matcher lastLine(String pattern) {
    return log().stream()
        .map(Pattern.compile(pattern)::matcher)
        .filter(Matcher::find)
        .reduce((first, second) -> second)
        .orElseThrow(() -> new IllegalStateException("the server's log lacks " + pattern));
  }

  @Override
  public void close() {
    program.close();
  }
}
