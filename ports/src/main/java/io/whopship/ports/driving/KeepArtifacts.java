package io.whopship.ports.driving;

/**
 * Removes artifacts that nobody needs any more. To be called now and then.
 *
 * <p>
 * The artifact of a deployment that is over, or was never triggered, goes when it is old, unless
 * the deployment's release has traffic or is kept to go back to. That of a deployment under way
 * stays, however old it is.
 *
 * <p>
 * One whose deployment does not exist, because its upload ended after the deployment was deleted,
 * goes after a day, but only if a later deployment has an artifact in the same store. Without one
 * it may as well be that the database is a new one, or a wrong one, and the store is somebody
 * else's.
 */
public interface KeepArtifacts {

  /**
   * Removes what is not needed. What cannot be removed stays until the next call.
   *
   * @throws io.whopship.ports.driven.PortException if it cannot be found out what there is
   */
  void keep();
}
