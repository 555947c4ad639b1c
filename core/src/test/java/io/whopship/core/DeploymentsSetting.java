package io.whopship.core;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.artifact.Checksum;

/** A platform to deploy to. */
abstract class DeploymentsSetting {

  static final Checksum ONE = new Checksum("1".repeat(64));
  static final Checksum TWO = new Checksum("2".repeat(64));
  static final DeploymentId NONE = new DeploymentId(99);

  final Platform platform = new Platform();
}
