package io.whopship.ports.driving;

/**
 * Removes artifacts that nobody needs any more. To be called now and then.
 *
 * <p>
 * The artifact of a deployment that is over goes when it is old, unless the deployment's release
 * has traffic or is kept to go back to. One whose deployment does not exist, because its upload
 * ended after the deployment was deleted, goes after a day. The artifact of a deployment that is
 * not over stays: also of one that is pending for long, which can still be triggered; it goes when
 * that deployment is deleted.
 */
public interface KeepArtifacts {

  void keep();
}
