package io.whopship.app;

import io.whopship.ports.model.agents.Agent;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** What this machine calls itself. */
final class Hostname {

  private Hostname() {}

  /** A name that an agent may have. */
  static String get() {
    try {
      String name = InetAddress.getLocalHost().getHostName().strip();
      return name.isEmpty()
          ? "localhost"
          : name.substring(0, Math.min(name.length(),
              Agent.MAX_NAME));
    } catch (UnknownHostException e) {
      return "localhost"; // a machine that cannot find its own address
    }
  }
}
