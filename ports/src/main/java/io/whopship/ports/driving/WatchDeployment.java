package io.whopship.ports.driving;

import io.whopship.ports.model.deploy.Deployment;

/** Tells when a deployment may have changed, so that nobody has to ask again and again. */
public interface WatchDeployment {

  /**
   * Runs this after each new state of the deployment, or of another one of its app, which may have
   * taken its traffic; once too often at times. Of what another server writes it may say nothing,
   * so whoever waits looks by themselves every few seconds.
   *
   * @param changed runs on the thread that made the change, and so must be done in no time
   */
  Watch watch(Deployment deployment, Runnable changed);

  /** Lasts until it is closed. Closing twice is fine. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
