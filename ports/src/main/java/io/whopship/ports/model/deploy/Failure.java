package io.whopship.ports.model.deploy;

/**
 * Why a deployment failed.
 *
 * @param code for programs: stable
 * @param message for a person: what happened, the detail, what to do
 */
public record Failure(Code code, String message) {

  /** The kinds of failure. */
  public enum Code {
    ARTIFACT_MISSING, CHECKSUM_MISMATCH, ARTIFACT_INVALID, WORKER_TOO_LARGE, WORKER_REJECTED, PROBE_FAILED, SOAK_FAILED, GATE_FAILED, CANCELLED, ABORTED, REPLACED, UNAVAILABLE, INTERNAL
  }
}
