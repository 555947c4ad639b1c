package io.whopship.ports.driving.servers;

import io.whopship.ports.model.servers.Registration;

/** Makes this server one of those on its database, and keeps it one. */
public interface JoinServers {

  /** Registers this server. Unless it is registered, it must not begin to work. */
  Registration join();

  /**
   * Gives a sign of life, to be called every
   * {@link io.whopship.ports.driven.servers.Servers#HEARTBEAT}. If the registration was lost,
   * because this process stalled or had no database for longer than it lasts, it is registered
   * anew; it must stop if it is refused then. Connections of agents that have been revoked, or have
   * connected to another server since, are cut, and those who follow containers are led to where
   * their agents are now.
   *
   * @throws io.whopship.ports.driven.PortException if the others cannot be asked: call it again
   */
  Registration stay();

  /** The server ends: the others know at once. Does not throw. */
  void leave();
}
