package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.Signals.Signal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for signals, on a connection of its own. When that breaks it makes another one, and says
 * that anything may have been written meanwhile.
 */
final class SignalReception implements AutoCloseable {

  /** A connection on which nothing comes for so long is asked whether it is alive. */
  private static final Duration SILENCE = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private static final UUID NOBODY = new UUID(0, 0);
  private static final Logger LOG = LoggerFactory.getLogger(SignalReception.class);

  private final DatabaseSettings settings;
  private final Consumer<SignalText> receiver;
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable Thread thread;
  private volatile @Nullable Connection current;
  private boolean isOut;

  SignalReception(DatabaseSettings settings, Consumer<SignalText> receiver) {
    this.settings = settings;
    this.receiver = receiver;
  }

  /** Begins to wait. Doing so twice is fine. */
  synchronized void begin() {
    if (thread == null) {
      thread = Thread.ofVirtual().name("signals-in").start(this::run);
    }
  }

  private void run() {
    do {
      try (Connection connection = connect()) {
        current = connection;
        receive(connection);
      } catch (SQLException e) {
        if (!isOut && !isClosed()) {
          LOG.warn("Signals of other servers are not heard, until the database is back."
              + " cause=\"{}\"", e.getMessage());
        }
        isOut = true;
      }
    } while (!closesWithin(PAUSE));
  }

  private Connection connect() throws SQLException {
    Properties properties = PostgreSql.properties();
    properties.setProperty("user", settings.user());
    properties.setProperty("password", settings.password().reveal());
    return DriverManager.getConnection(settings.url(), properties);
  }

  private void receive(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("listen " + PostgresSignals.CHANNEL);
    }
    isOut = false;
    receiver.accept(new SignalText(NOBODY, List.of(new Signal.Anything())));
    PGConnection signals = connection.unwrap(PGConnection.class);
    while (!isClosed()) {
      PGNotification[] notifications = signals.getNotifications((int) SILENCE.toMillis());
      if (notifications.length == 0 && !connection.isValid((int) ANSWER.toSeconds())) {
        throw new SQLException("the connection for signals does not answer any more");
      }
      for (PGNotification notification : notifications) {
        read(notification.getParameter());
      }
    }
  }

  private void read(String text) {
    SignalText read;
    try {
      read = SignalText.read(text);
    } catch (IllegalArgumentException e) {
      LOG.warn("Somebody else uses the channel of signals. channel={}", PostgresSignals.CHANNEL);
      return;
    }
    receiver.accept(read);
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private boolean closesWithin(Duration time) {
    try {
      return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }

  @Override
  public void close() {
    closed.countDown();
    Connection connection = current;
    if (connection != null) {
      try {
        // Not close, which would wait for whoever waits on it.
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        LOG.debug("the connection for signals was broken", e);
      }
    }
  }
}
