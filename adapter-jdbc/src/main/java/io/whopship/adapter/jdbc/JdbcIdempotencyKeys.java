package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.IdempotencyKeys;
import io.whopship.ports.model.requests.KeyedRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Requests with a key in a table, each in the row of its key. */
final class JdbcIdempotencyKeys implements IdempotencyKeys {

  /** The last of these ends at the latest when a row has come and gone as often in between. */
  private static final int TRIES = 3;
  private static final OldRows OLD = new OldRows("idempotency_keys", "key_hash",
      "created_at < :instant");

  private final Database database;

  JdbcIdempotencyKeys(Database database) {
    this.database = database;
  }

  @Override
  public Begun begin(KeyedRequest request, UUID id, Instant now, Instant until) {
    for (int i = 0; i < TRIES; i++) {
      if (insert(request, id, now, until)) {
        return new Begun.Started(new Claim(request.key(), id, 1));
      }
      Optional<Begun> begun = database.inTransaction("begin a request again",
          handle -> lock(handle, request).map(row -> begin(handle, row, request, now, until)));
      if (begun.isPresent()) {
        return begun.get();
      }
    }
    return new Begun.Running();
  }

  private boolean insert(KeyedRequest request, UUID id, Instant now, Instant until) {
    return database.insert("begin a request",
        handle -> handle.createUpdate("insert into idempotency_keys (key_hash, fingerprint,"
            + " request, claim, leased_until, created_at)"
            + " values (:key, :fingerprint, :id, 1, :until, :now)")
            .bind("key", request.key())
            .bind("fingerprint", request.fingerprint())
            .bind("id", id)
            .bind("until", until)
            .bind("now", now)
            .execute())
        .isPresent();
  }

  private static Optional<Row> lock(Handle handle, KeyedRequest request) {
    return handle.createQuery("select fingerprint, request, claim, leased_until, answer"
        + " from idempotency_keys where key_hash = :key for update")
        .bind("key", request.key())
        .map(Row::read)
        .findOne();
  }

  private static Begun begin(Handle handle, Row row, KeyedRequest request, Instant now,
      Instant until) {
    if (!row.fingerprint().equals(request.fingerprint())) {
      return new Begun.Different();
    }
    if (row.answer() != null) {
      return new Begun.Finished(row.answer());
    }
    if (now.isBefore(row.leasedUntil())) {
      return new Begun.Running();
    }
    Claim claim = new Claim(request.key(), row.id(), row.claim() + 1);
    handle.createUpdate("update idempotency_keys set claim = :claim, leased_until = :until"
        + " where key_hash = :key")
        .bind("claim", claim.number())
        .bind("until", until)
        .bind("key", claim.key())
        .execute();
    return new Begun.Started(claim);
  }

  @Override
  public boolean finish(Claim claim, String answer) {
    return database.write("keep the answer of a request",
        handle -> handle.createUpdate("update idempotency_keys set answer = :answer"
            + " where key_hash = :key and claim = :claim and answer is null")
            .bind("answer", answer)
            .bind("key", claim.key())
            .bind("claim", claim.number())
            .execute()) == 1;
  }

  @Override
  public void release(Claim claim) {
    ofOpen(claim, "update idempotency_keys set leased_until = created_at");
  }

  @Override
  public void forget(Claim claim) {
    ofOpen(claim, "delete from idempotency_keys");
  }

  private void ofOpen(Claim claim, String statement) {
    database.write("give up a request",
        handle -> handle.createUpdate(
            statement + " where key_hash = :key and claim = :claim and answer is null")
            .bind("key", claim.key())
            .bind("claim", claim.number())
            .execute());
  }

  @Override
  public int removeBefore(Instant instant) {
    return OLD.remove(database, "remove old requests",
        delete -> delete.bind("instant", instant));
  }

  private record Row(String fingerprint, UUID id, long claim, Instant leasedUntil,
      @Nullable String answer) {

    static Row read(ResultSet row, StatementContext context) throws SQLException {
      return new Row(row.getString("fingerprint"), row.getObject("request", UUID.class),
          row.getLong("claim"), InstantArgument.read(row, "leased_until"),
          row.getString("answer"));
    }
  }
}
