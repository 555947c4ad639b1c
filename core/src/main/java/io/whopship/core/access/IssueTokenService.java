package io.whopship.core.access;

import io.whopship.ports.driven.AccessTokens;
import io.whopship.ports.driven.Ids;
import io.whopship.ports.driving.IssueToken;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.identity.TokenHash;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

public final class IssueTokenService implements IssueToken {

  private static final Logger log = LoggerFactory.getLogger(IssueTokenService.class);

  /** For whom the operator's own token acts. */
  private static final Caller OPERATOR = new Caller(new OwnerId("admin"), true);

  private final AccessTokens tokens;
  private final Ids ids;
  private final InstantSource clock;

  public IssueTokenService(AccessTokens tokens, Ids ids, InstantSource clock) {
    this.tokens = tokens;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public Outcome issue(Caller caller, OwnerId owner, boolean admin) {
    if (!caller.admin()) {
      return new Outcome.NotAllowed();
    }
    Secret token = ids.accessToken();
    save(token, new Caller(owner, admin));
    log.info("access token issued by={} owner={} admin={}", caller.owner(), owner, admin);
    return new Outcome.Issued(token);
  }

  @Override
  public Optional<Secret> issueFirstAdmin() {
    if (tokens.hasAdmin()) {
      return Optional.empty();
    }
    Secret token = ids.accessToken();
    save(token, OPERATOR);
    return Optional.of(token);
  }

  @Override
  public void adopt(Secret adminToken) {
    tokens.replaceAdopted(TokenHash.of(adminToken), OPERATOR, clock.instant());
  }

  private void save(Secret token, Caller caller) {
    tokens.save(TokenHash.of(token), caller, clock.instant());
  }
}
