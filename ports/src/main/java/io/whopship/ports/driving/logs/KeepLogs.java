package io.whopship.ports.driving.logs;

/** Removes what retention does not keep, and packs the rest. To be called now and then. */
public interface KeepLogs {

  void keep();
}
