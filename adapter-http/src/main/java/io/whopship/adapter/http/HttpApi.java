package io.whopship.adapter.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinException;
import io.whopship.adapter.http.socket.OpenSockets;
import io.whopship.adapter.http.socket.Pulse;
import io.whopship.ports.driven.RateLimits;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The API's listener. Started once, closed once. */
public final class HttpApi implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(HttpApi.class);

  /** Connections waiting to be accepted. Java's default of 50 makes a crowd wait for seconds. */
  private static final int ACCEPT_QUEUE = 1024;

  private final HttpSettings settings;
  private final HttpTelemetry telemetry;
  private final LogStreams streams;
  private final LongPolls polls;
  private final OpenSockets sockets;
  private final Drain drain;
  private final List<String> routes;
  private final Javalin server;

  /** Of which nothing is measured. */
  public HttpApi(HttpSettings settings, UseCases useCases, RateLimits limits) {
    this(settings, useCases, limits, HttpTelemetry.NONE);
  }

  public HttpApi(HttpSettings settings, UseCases useCases, RateLimits limits,
      HttpTelemetry telemetry) {
    this(settings, useCases, limits, telemetry, System::nanoTime, Pulse.DEFAULT,
        RemoteHost.Times.DEFAULT);
  }

  HttpApi(HttpSettings settings, UseCases useCases, RateLimits limits,
      HttpTelemetry telemetry, LongSupplier nanoTime, Pulse pulse, RemoteHost.Times agentTimes) {
    this.settings = settings;
    this.telemetry = telemetry;
    this.sockets = new OpenSockets(pulse);
    Gate gate = new Gate(useCases.authenticate(), useCases.passes(), limits,
        new Repeats(useCases.answerOnce()));
    List<LogPlace> logs = LogPlace.all(useCases.deployments().find());
    this.streams = new LogStreams(useCases.logs().follow(), gate, settings.streams());
    this.polls = new LongPolls(useCases.deployments(),
        new StreamPlaces("waiting requests", settings.streams()));
    Health health = new Health(useCases.checkHealth()::check, nanoTime);
    // Apart, so that who asks whether to come here waits for no part that may be slow.
    this.drain = new Drain(new Health(useCases.checkHealth()::checkNeeded, nanoTime));
    AgentEndpoints agents = new AgentEndpoints(useCases.agents(), useCases.logs().watch(), gate,
        settings.apiUrl());
    List<SocketEndpoint> upgrades = Stream.concat(Stream.of(agents.connect(agentTimes)),
        new ViewerEndpoints(useCases, gate).all().stream()).toList();
    List<Endpoint> endpoints = Stream.of(
        agents.all(),
        new MetricsEndpoint(telemetry, gate).all(),
        new ServerEndpoints(useCases.issueToken(), health, drain, gate).all(),
        new AppEndpoints(useCases.apps(), gate).all(),
        new DeploymentEndpoints(useCases.deployments(), polls, gate).all(),
        new RolloutEndpoints(useCases.rollouts(), gate).all(),
        new UploadEndpoints(useCases.deployments().upload(), gate, settings, nanoTime).all(),
        new SessionEndpoints(useCases.passes(), gate, settings).all(),
        new WebhookEndpoints(useCases.webhooks(), gate).all(),
        new AuditEndpoints(useCases.audit(), gate).all(),
        new LogReading(useCases, gate).all(logs),
        new LogAppending(useCases, gate, settings.streams()).all(),
        new LogTickets(useCases, gate).all(logs),
        new PeerEndpoints(useCases.agents().peers(), streams).all(),
        streams.all(logs))
        .flatMap(List::stream)
        .toList();
    this.routes = Stream.concat(upgrades.stream().map(upgrade -> "GET " + upgrade.path()),
        endpoints.stream().map(endpoint -> endpoint.method() + " " + endpoint.path())).toList();
    this.server = Javalin.create(config -> configure(config, upgrades, endpoints));
  }

  /** Listens from now on. Throws a {@link RuntimeException} if the port is taken. */
  public void start() {
    server.start();
    sockets.start();
    log.info("api listening host={} port={}", settings.host(), port());
  }

  /** Such as {@code GET /apps/{id}}. */
  List<String> routes() {
    return routes;
  }

  /** The port it listens at, also if any free one was asked for. */
  public int port() {
    return server.port();
  }

  /**
   * Says that it is not ready, and closes each connection behind its answer, but goes on as before:
   * whoever sends requests here gets time to see it.
   */
  public void announceEnd() {
    drain.begin();
  }

  /**
   * Begins to end: says that it is not ready, and sends those elsewhere who follow a log, or wait.
   * All else is still answered.
   */
  public void drain() {
    drain.begin();
    polls.close();
    streams.close();
    sockets.close();
  }

  /** Waits until no request is under way, at most so long. Answers whether it came to that. */
  public boolean awaitIdle(Duration time) {
    return drain.awaitIdle(time);
  }

  /** Ends streams, refuses new requests and lets those under way end, within the stop timeout. */
  @Override
  public void close() {
    drain();
    try {
      server.stop();
    } catch (JavalinException e) {
      log.warn("api stopped with requests unfinished timeout={}", settings.stopTimeout(), e);
    }
  }

  private void configure(JavalinConfig config, List<SocketEndpoint> upgrades,
      List<Endpoint> endpoints) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.concurrency.useVirtualThreads = true;
    config.http.prefer405over404 = true;
    config.jetty.modifyServer(this::configure);
    config.jetty.modifyHttpConfiguration(http -> {
      http.setUriCompliance(UriCompliance.DEFAULT);
      http.addCustomizer(new CommonHeaders());
      http.addCustomizer(drain);
      http.addCustomizer(new PathsOnly());
    });
    config.jetty.addConnector(this::connector);
    config.router.javaLangErrorHandler(Faults::answer);
    config.routes.exception(Exception.class, HttpApi::answer);
    // Javalin has a handler of its own for these, which would be preferred.
    config.routes.exception(HttpResponseException.class, HttpApi::answer);
    config.jetty.modifyServletContextHandler(servlets -> servlets
        .addFilter(new HiddenUpgrade(), "/*", EnumSet.of(DispatcherType.REQUEST)));
    // Before /api/agents/{id}, which one of their paths would match too.
    upgrades.forEach(endpoint -> register(config, endpoint));
    endpoints.forEach(endpoint -> register(config, endpoint));
  }

  private void configure(Server jetty) {
    jetty.setStopTimeout(settings.stopTimeout().toMillis());
    jetty.setErrorHandler(new JettyErrors());
    jetty.setRequestLog(new AccessLog(telemetry.requests()));
  }

  private Connector connector(Server jetty, HttpConfiguration http) {
    ServerConnector connector = new ServerConnector(jetty, new HttpConnectionFactory(http));
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    connector.setAcceptQueueSize(ACCEPT_QUEUE);
    connector.setIdleTimeout(settings.idleTimeout().toMillis());
    return connector;
  }

  private void register(JavalinConfig config, SocketEndpoint endpoint) {
    for (HandlerType method : List.of(HandlerType.GET, HandlerType.HEAD)) {
      config.routes.addHttpHandler(method, endpoint.path(),
          context -> endpoint.upgrade(context, sockets));
    }
  }

  private void register(JavalinConfig config, Endpoint endpoint) {
    config.routes.addHttpHandler(endpoint.method(), endpoint.path(),
        context -> answer(endpoint, context));
    if (endpoint.method().equals(HandlerType.GET)) {
      // Left to itself, Javalin answers HEAD with 200 and asks nobody.
      config.routes.addHttpHandler(HandlerType.HEAD, endpoint.path(),
          context -> answer(endpoint, context));
    }
  }

  private void answer(Endpoint endpoint, Context context) throws IOException {
    context.req().setAttribute(AccessLog.ROUTE, endpoint.path());
    drain.began();
    try {
      Answer answer = endpoint.action().answer(new Request(context));
      drain.closing(context.res());
      AnswerWriter.write(answer, context);
    } finally {
      drain.ended();
    }
  }

  private static void answer(Exception exception, Context context) {
    try {
      AnswerWriter.write(Faults.problem(exception, context), context);
    } catch (IOException e) {
      log.debug("caller left before its answer cause=\"{}\"", e.getMessage());
    }
  }
}
