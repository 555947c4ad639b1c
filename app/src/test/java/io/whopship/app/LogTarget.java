package io.whopship.app;

/**
 * One log of one server, and the ways to it.
 *
 * @param path where it is read; {@code /stream} behind it is where it is followed
 * @param socketPath of the WebSocket
 * @param subject the member of a message there that names the log
 */
record LogTarget(int port, String token, String path, String socketPath, String subject) {

  static LogTarget ofDeployment(int port, String token, long id) {
    return new LogTarget(port, token, "/deployments/" + id + "/logs", "/api/logs/ws",
        "\"deployment\": " + id);
  }

  static LogTarget ofContainer(int port, String token, String agent, String name) {
    return new LogTarget(port, token, "/api/agents/" + agent + "/containers/" + name + "/logs",
        "/api/agents/" + agent + "/logs/ws", "\"containerId\": \"" + name + "\"");
  }
}
