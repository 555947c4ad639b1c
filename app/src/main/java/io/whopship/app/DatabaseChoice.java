package io.whopship.app;

import io.whopship.adapter.jdbc.DatabaseSettings;
import io.whopship.ports.model.identity.Secret;
import java.util.List;

/** Where all is kept that must not be lost, but for artifacts. */
sealed interface DatabaseChoice {

  /** In the data folder, for one server. */
  record Embedded(int connections) implements DatabaseChoice {}

  /** In a PostgreSQL, which other servers may share. */
  record PostgreSql(DatabaseSettings settings) implements DatabaseChoice {}

  static DatabaseChoice read(Settings settings) {
    int connections = settings.number("WHOPSHIP_DATABASE_CONNECTIONS",
        DatabaseSettings.DEFAULT_CONNECTIONS, 2, 1_000);
    String url = settings.text("WHOPSHIP_DATABASE_URL", "");
    if (url.isEmpty()) {
      settings.rejectIfSet(List.of("WHOPSHIP_DATABASE_USER", "WHOPSHIP_DATABASE_PASSWORD"),
          "is for a PostgreSQL: set WHOPSHIP_DATABASE_URL, or leave it out");
      return new Embedded(connections);
    }
    String user = settings.text("WHOPSHIP_DATABASE_USER", "");
    settings.require("WHOPSHIP_DATABASE_USER", !user.isBlank(),
        "must be set with WHOPSHIP_DATABASE_URL");
    Secret password = new Secret(settings.text("WHOPSHIP_DATABASE_PASSWORD", ""));
    try {
      return new PostgreSql(DatabaseSettings
          .postgresql(url, user.isBlank() ? "nobody" : user, password)
          .withConnections(connections));
    } catch (IllegalArgumentException e) {
      settings.reject("WHOPSHIP_DATABASE_URL: " + e.getMessage());
      return new Embedded(connections); // never used: the start fails for what was just said
    }
  }

  default DatabaseSettings settings(DataDirectory data) {
    return switch (this) {
      case Embedded(int connections) ->
        DatabaseSettings.h2(data.database()).withConnections(connections);
      case PostgreSql(DatabaseSettings settings) -> settings;
    };
  }
}
