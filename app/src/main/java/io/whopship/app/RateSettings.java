package io.whopship.app;

import io.whopship.core.ControlPlane;

/**
 * How often what may be done; 0 for any number.
 *
 * @param deploymentsPerHour of one app
 * @param statusPerMinute looks of one caller at the state of deployments
 * @param logsPerMinute looks of one caller at logs, of which following one is one
 */
record RateSettings(int deploymentsPerHour, int statusPerMinute, int logsPerMinute) {

  private static final int USUAL_STATUS = 120;
  private static final int USUAL_LOGS = 60;
  private static final int MOST = 1_000_000;

  /** The most that the count of an app's deployments is looked back for. */
  private static final int MOST_DEPLOYMENTS = 10_000;

  static RateSettings read(Settings settings) {
    return new RateSettings(
        settings.number("WHOPSHIP_DEPLOYMENTS_PER_HOUR",
            ControlPlane.Settings.DEFAULT_DEPLOYMENTS_PER_HOUR, 0, MOST_DEPLOYMENTS),
        settings.number("WHOPSHIP_STATUS_PER_MINUTE", USUAL_STATUS, 0, MOST),
        settings.number("WHOPSHIP_LOGS_PER_MINUTE", USUAL_LOGS, 0, MOST));
  }
}
