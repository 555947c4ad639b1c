package io.whopship.core.logs;

import io.whopship.core.access.Access;
import io.whopship.core.agents.AgentAccess;
import io.whopship.core.agents.ConnectedHosts;
import io.whopship.core.agents.TheOnlyServer;
import io.whopship.ports.driven.Apps.Added;
import io.whopship.ports.driving.logs.QueryLog;
import io.whopship.ports.driving.logs.QueryLog.Progress;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.apps.Subdomain;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.apps.WhopAppId;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.NewDeployment;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.identity.TokenHash;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogFilter;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogPage;
import io.whopship.ports.model.logs.LogQuery;
import io.whopship.ports.model.logs.LogQuery.SortBy;
import io.whopship.ports.model.logs.LogSubject;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.rollout.RolloutPlan;
import io.whopship.testkit.FakeWorkQueue;
import io.whopship.testkit.InMemoryAgents;
import io.whopship.testkit.InMemoryStore;
import io.whopship.testkit.MovableClock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A deployment and an agent of Alice's, with their logs, and the words that tests ask in. */
final class LogWorld {

  static final Caller ALICE = new Caller(new OwnerId("alice"), false);
  static final Caller MALLORY = new Caller(new OwnerId("mallory"), false);
  static final Instant NOON = Instant.parse("2025-01-24T12:00:00Z");
  static final String EPOCH = "0123abcd";

  final MovableClock clock = new MovableClock(NOON);
  final InMemoryStore store = new InMemoryStore(new FakeWorkQueue(clock));
  final RecordingLogs logs = new RecordingLogs(store.logs());
  final ConnectedHosts hosts = TheOnlyServer.hosts();
  final Access access = new Access(store.apps(), store.deployments());
  final Map<LogSubject, BufferedLines> recent = new HashMap<>();
  final Deployment deployment;
  final LogSubject ofDeployment;
  final LogSubject ofWorker;
  final LogSubject.OfContainer ofContainer;
  private final InMemoryAgents agents = new InMemoryAgents();

  LogWorld() {
    Added added = store.apps()
        .add(ALICE.owner(), new WhopAppId("app_1"), "My App", new Subdomain("my-app"),
            Variables.NONE, NOON);
    App app = ((Added.Done) added).app();
    deployment = store.deployments()
        .add(new NewDeployment(UUID.fromString(EPOCH + "-0000-4000-8000-000000000001"), app.id(),
            BuildMetadata.NONE, null, RolloutPlan.DEFAULT, NOON));
    Agent agent = new Agent(new AgentId(new UUID(0, 7)), ALICE.owner(), "host", NOON, null);
    agents.add(agent, TokenHash.of(new Secret("a token")), NOON);
    ofDeployment = new LogSubject.OfDeployment(deployment.id());
    ofWorker = new LogSubject.OfWorker(deployment.id());
    ofContainer = new LogSubject.OfContainer(agent.id(), new ContainerName("web"));
  }

  // What is written

  /** Lines {@code line 1} to {@code line <number>}. */
  LogWorld withLines(int number) {
    IntStream.rangeClosed(1, number)
        .forEach(i -> write(LogType.INFO, "build", "line " + i));
    return this;
  }

  void write(LogType type, String step, String message) {
    store.logs().append(deployment.id(), List.of(line(type, step, message)));
  }

  LogLine line(LogType type, String step, String message) {
    return new LogLine(clock.instant(), type, step, message);
  }

  static Cursor at(long offset) {
    return new Cursor(EPOCH, offset);
  }

  /** A log that is not there. */
  static LogSubject containerOfNobody() {
    return new LogSubject.OfContainer(new AgentId(new UUID(0, 99)), new ContainerName("web"));
  }

  // What is asked

  QueryLog.Outcome ask(Caller caller, LogSubject subject, LogQuery query, int maxSearch,
      Progress progress) {
    return new QueryLogService(access, new AgentAccess(agents), hosts, logs,
        asked -> Optional.ofNullable(recent.get(asked)), maxSearch)
        .query(caller, subject, query, progress);
  }

  LogPage find(LogSubject subject, LogQuery query) {
    return find(subject, query, 1_000_000, Progress.NONE);
  }

  LogPage find(LogQuery query) {
    return find(ofDeployment, query);
  }

  LogPage find(LogSubject subject, LogQuery query, int maxSearch, Progress progress) {
    return ((QueryLog.Outcome.Found) ask(ALICE, subject, query, maxSearch, progress)).page();
  }

  static LogQuery page(int offset, int limit) {
    return page(null, offset, limit);
  }

  static LogQuery page(@Nullable Cursor after, int offset, int limit) {
    return new LogQuery(LogFilter.NONE, SortBy.CREATED_AT, false, after, offset, limit);
  }

  static LogQuery newest(LogFilter filter, int offset, int limit) {
    return new LogQuery(filter, SortBy.CREATED_AT, true, null, offset, limit);
  }

  static LogQuery matching(LogFilter filter, @Nullable Cursor after, int limit) {
    return new LogQuery(filter, SortBy.CREATED_AT, false, after, 0, limit);
  }

  static LogQuery by(SortBy order, boolean descending, int offset, int limit) {
    return new LogQuery(LogFilter.NONE, order, descending, null, offset, limit);
  }

  static LogFilter text(String text) {
    return new LogFilter(Set.of(), null, text, null);
  }

  static List<String> messages(LogPage page) {
    return page.lines().stream().map(stored -> stored.line().message()).toList();
  }
}
