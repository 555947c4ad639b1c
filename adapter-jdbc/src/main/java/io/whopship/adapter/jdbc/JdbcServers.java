package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.servers.Servers;
import io.whopship.ports.model.servers.LocalPart;
import io.whopship.ports.model.servers.Registration;
import io.whopship.ports.model.servers.RunningServer;
import io.whopship.ports.model.servers.ServerName;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Servers in a table. */
final class JdbcServers implements Servers {

  private static final String SELECT = "select name, incarnation, machine, url, local_parts,"
      + " started_at from servers where heartbeat_at > :deadSince order by name";

  private final Database database;
  private final DatabaseClock clock;

  JdbcServers(Database database, DatabaseClock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public Registration register(RunningServer server) {
    return database.inTransaction("register server " + server.name(), handle -> {
      handle.createQuery("select id from server_admission for update").mapTo(Integer.class).one();
      Instant now = clock.now(handle);
      Registration registration = judge(server, alive(handle, now));
      if (registration instanceof Registration.Registered) {
        add(handle, server, now);
      }
      return registration;
    });
  }

  private static Registration judge(RunningServer server, List<RunningServer> alive) {
    Optional<RunningServer> namesake = alive.stream()
        .filter(other -> other.name().equals(server.name()))
        .filter(other -> !other.is(server) && !server.cameAfter(other))
        .findFirst();
    if (namesake.isPresent()) {
      return new Registration.NameTaken(namesake.get());
    }
    List<RunningServer> others = alive.stream()
        .filter(other -> !other.name().equals(server.name()))
        .toList();
    Optional<RunningServer> local = others.stream()
        .filter(RunningServer::keepsSomethingLocal)
        .findFirst();
    if (local.isPresent()) {
      return new Registration.OtherIsLocal(local.get());
    }
    return server.keepsSomethingLocal() && !others.isEmpty()
        ? new Registration.NotAlone(others.getFirst())
        : new Registration.Registered();
  }

  private static void add(Handle handle, RunningServer server, Instant now) {
    handle.createUpdate("delete from servers where heartbeat_at <= :deadSince or name = :name")
        .bind("deadSince", now.minus(LEASE))
        .bind("name", server.name().value())
        .execute();
    handle.createUpdate("insert into servers (name, incarnation, machine, url, local_parts,"
        + " started_at, heartbeat_at) values (:name, :incarnation, :machine, :url, :localParts,"
        + " :startedAt, :now)")
        .bind("name", server.name().value())
        .bind("incarnation", server.incarnation())
        .bind("machine", server.machine())
        .bind("url", server.url().toString())
        .bind("localParts", words(server.localParts()))
        .bind("startedAt", server.startedAt())
        .bind("now", now)
        .execute();
  }

  @Override
  public boolean renew(RunningServer server) {
    return database.inTransaction("renew the registration of server " + server.name(),
        handle -> handle.createUpdate("update servers set heartbeat_at = :now"
            + " where name = :name and incarnation = :incarnation")
            .bind("now", clock.now(handle))
            .bind("name", server.name().value())
            .bind("incarnation", server.incarnation())
            .execute()) == 1;
  }

  @Override
  public void deregister(RunningServer server) {
    database.write("deregister server " + server.name(),
        handle -> handle.createUpdate("delete from servers where incarnation = :incarnation")
            .bind("incarnation", server.incarnation())
            .execute());
  }

  @Override
  public List<RunningServer> alive() {
    return database.read("list servers", handle -> alive(handle, clock.now(handle)));
  }

  private static List<RunningServer> alive(Handle handle, Instant now) {
    return handle.createQuery(SELECT)
        .bind("deadSince", now.minus(LEASE))
        .map(JdbcServers::read)
        .list();
  }

  static RunningServer read(ResultSet row, StatementContext context) throws SQLException {
    return new RunningServer(new ServerName(row.getString("name")),
        row.getObject("incarnation", UUID.class), row.getString("machine"),
        URI.create(row.getString("url")), parts(row.getString("local_parts")),
        InstantArgument.read(row, "started_at"));
  }

  private static String words(Set<LocalPart> parts) {
    return parts.stream()
        .map(part -> part.name().toLowerCase(Locale.ROOT))
        .sorted()
        .collect(Collectors.joining(","));
  }

  private static Set<LocalPart> parts(String words) {
    return Arrays.stream(words.split(",", -1))
        .filter(word -> !word.isEmpty())
        .map(word -> LocalPart.valueOf(word.toUpperCase(Locale.ROOT)))
        .collect(Collectors.toSet());
  }
}
