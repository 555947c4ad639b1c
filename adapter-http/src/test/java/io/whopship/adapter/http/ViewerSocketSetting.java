package io.whopship.adapter.http;

import io.whopship.adapter.http.socket.Pulse;
import io.whopship.ports.driving.logs.LogEvent;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogSubject;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.logs.StoredLine;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Viewers of a container and a deployment by WebSocket. */
abstract class ViewerSocketSetting {

  static final AgentId AGENT = ScriptedAgents.ID;
  static final String OF_AGENT = "/api/agents/" + AGENT + "/logs/ws";
  static final String OF_ALL = "/api/logs/ws";
  static final LogSubject WEB = new LogSubject.OfContainer(AGENT, new ContainerName("web"));
  static final LogSubject DEPLOYMENT = new LogSubject.OfDeployment(new DeploymentId(12));
  static final Instant AT = Instant.parse("2024-01-10T12:34:56.789123456Z");

  final ScriptedLogs logs = new ScriptedLogs();

  final Core core = new Core();

  {
    logs.add(WEB);
    logs.add(DEPLOYMENT);
    core.logs = new UseCases.ForLogs(logs, core.logs.query(), core.logs.append(),
        core.logs.watch());
    core.agents = new ScriptedAgents().useCases();
    core.passes = new ScriptedPasses();
  }

  @RegisterExtension
  final Api api = new Api(core,
      new Pulse(Duration.ofMillis(200), Duration.ofSeconds(2), Duration.ofSeconds(1)));

  static LogEvent.Lines lines(long from, String... messages) {
    return new LogEvent.Lines("e", LongStream.range(0, messages.length)
        .mapToObj(i -> new StoredLine(from + i,
            new LogLine(AT, LogType.STDOUT, "web", messages[(int) i])))
        .toList());
  }

  static String id(String cursor) {
    return Cursor.parse(cursor).lineId().toString();
  }

  SocketClient subscribed() {
    SocketClient client = api.openAsAcme(OF_AGENT);
    client.say("log.subscribe", "{\"containerId\": \"web\"}");
    client.hear("log.subscribed");
    return client;
  }
}
