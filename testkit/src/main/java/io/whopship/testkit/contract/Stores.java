package io.whopship.testkit.contract;

import io.whopship.ports.driven.Apps;
import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Outbox;
import io.whopship.ports.driven.Routes;
import io.whopship.ports.model.deploy.Work;
import java.time.Instant;
import java.util.Map;

/** Empty stores that belong together, of one test. */
public interface Stores extends AutoCloseable {

  Apps apps();

  Deployments deployments();

  DeploymentLogs logs();

  Routes routes();

  Outbox outbox();

  /** The work that recorded changes have scheduled, and when it is due; none of it was run. */
  Map<Work, Instant> waitingWork();

  @Override
  void close();
}
