package io.whopship.ports.model.servers;

/** What a server may keep on its own machine, where no other server finds it. */
public enum LocalPart {

  /** Artifacts are files in a directory. */
  ARTIFACTS,

  /** Workers run here, and visitors come to this machine. */
  WORKERS
}
