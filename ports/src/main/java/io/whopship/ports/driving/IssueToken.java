package io.whopship.ports.driving;

import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.identity.Secret;
import java.util.Optional;

/** Makes access tokens. They are shown once, and kept only as hashes. */
public interface IssueToken {

  /** A new token for an owner. Only admins may. */
  Outcome issue(Caller caller, OwnerId owner, boolean admin);

  /** What came of it. */
  sealed interface Outcome {

    record Issued(Secret token) implements Outcome {}

    record NotAllowed() implements Outcome {}
  }

  /**
   * The first admin token, if there is none yet; empty if there is one. For the start of a server.
   */
  Optional<Secret> issueFirstAdmin();

  /**
   * Makes this text an admin token: the one that an operator chose. The one chosen before, if it
   * was another, stands for nobody any more.
   */
  void adopt(Secret adminToken);
}
