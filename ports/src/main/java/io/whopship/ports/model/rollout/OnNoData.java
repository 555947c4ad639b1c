package io.whopship.ports.model.rollout;

/** What a gate makes of too few visitors to judge by. */
public enum OnNoData {
  /** It opens: probes alone decide. */
  PASS,
  /** The rollout pauses, for somebody to look. */
  PAUSE,
  /**
   * It fails. Where the figures cannot be had at all, the rollout pauses: that is nobody's fault.
   */
  FAIL
}
