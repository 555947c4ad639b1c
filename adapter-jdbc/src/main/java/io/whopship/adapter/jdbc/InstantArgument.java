package io.whopship.adapter.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;

/**
 * Instants as columns: UTC, to the millisecond. Jdbi's own way, through {@link java.sql.Timestamp},
 * is an hour off in the hour that a time zone repeats in autumn.
 */
final class InstantArgument extends AbstractArgumentFactory<Instant> {

  InstantArgument() {
    super(Types.TIMESTAMP_WITH_TIMEZONE);
  }

  @Override
  protected Argument build(Instant value, ConfigRegistry config) {
    return exact(value.truncatedTo(ChronoUnit.MILLIS));
  }

  /** As it is, for a column that keeps more than milliseconds. */
  static Argument exact(Instant value) {
    OffsetDateTime utc = value.atOffset(ZoneOffset.UTC);
    return (position, statement, context) -> statement.setObject(position, utc);
  }

  static Instant read(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
