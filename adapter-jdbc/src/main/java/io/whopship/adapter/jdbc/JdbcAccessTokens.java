package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.AccessTokens;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.identity.TokenHash;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Access tokens in a table, as hashes. */
final class JdbcAccessTokens implements AccessTokens {

  private final Database database;

  JdbcAccessTokens(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Caller> find(TokenHash token) {
    return database.read("find an access token",
        handle -> handle.createQuery("select owner_id, admin from access_tokens where hash = :hash")
            .bind("hash", token.hex())
            .map((row, context) -> new Caller(new OwnerId(row.getString("owner_id")),
                row.getBoolean("admin")))
            .findOne());
  }

  @Override
  public void save(TokenHash token, Caller caller, Instant createdAt) {
    Optional<Integer> added = database.insert("save an access token",
        handle -> handle.createUpdate("insert into access_tokens (hash, owner_id, admin,"
            + " created_at) values (:hash, :owner, :admin, :createdAt)")
            .bind("hash", token.hex())
            .bind("owner", caller.owner().value())
            .bind("admin", caller.admin())
            .bind("createdAt", createdAt)
            .execute());
    if (added.isEmpty()) {
      database.write("save an access token",
          handle -> handle.createUpdate(
              "update access_tokens set owner_id = :owner, admin = :admin where hash = :hash")
              .bind("owner", caller.owner().value())
              .bind("admin", caller.admin())
              .bind("hash", token.hex())
              .execute());
    }
  }

  @Override
  public void replaceAdopted(TokenHash token, Caller caller, Instant createdAt) {
    boolean isDone = false;
    while (!isDone) {
      // Nothing is done if another server adopted one in the same instant: now it can be seen.
      isDone = database.insert("adopt an access token",
          handle -> handle.inTransaction(inside -> adopt(inside, token, caller, createdAt)))
          .isPresent();
    }
  }

  private static int adopt(Handle handle, TokenHash token, Caller caller, Instant createdAt) {
    handle.createUpdate("delete from access_tokens where adopted and hash <> :hash")
        .bind("hash", token.hex())
        .execute();
    int updated = handle.createUpdate("update access_tokens set owner_id = :owner,"
        + " admin = :admin, adopted = true where hash = :hash")
        .bind("owner", caller.owner().value())
        .bind("admin", caller.admin())
        .bind("hash", token.hex())
        .execute();
    return updated > 0
        ? updated
        : handle.createUpdate("insert into access_tokens (hash, owner_id, admin, adopted,"
            + " created_at) values (:hash, :owner, :admin, true, :createdAt)")
            .bind("hash", token.hex())
            .bind("owner", caller.owner().value())
            .bind("admin", caller.admin())
            .bind("createdAt", createdAt)
            .execute();
  }

  @Override
  public boolean hasAdmin() {
    return database.read("look for an admin's access token",
        handle -> handle
            .createQuery("select 1 from access_tokens where admin fetch first 1 rows only")
            .mapTo(Integer.class)
            .findOne()
            .isPresent());
  }
}
