package io.whopship.app;

import io.whopship.core.ControlPlane;
import java.time.Duration;

/**
 * What others are told, now or later.
 *
 * @param privateAddresses webhooks may lead to this machine and its network
 * @param auditAge entries of the audit log go when they are older
 */
record TellingSettings(boolean privateAddresses, Duration auditAge) {

  private static final Duration LEAST_AUDIT_AGE = Duration.ofDays(1);

  static TellingSettings read(Settings settings) {
    boolean allowed = settings.of("WHOPSHIP_WEBHOOK_PRIVATE", "no", TellingSettings::yesOrNo);
    Duration age = settings.of("WHOPSHIP_AUDIT_AGE",
        ControlPlane.Settings.DEFAULT_AUDIT_AGE.toDays() + "d", Durations::parse);
    settings.require("WHOPSHIP_AUDIT_AGE", age.compareTo(LEAST_AUDIT_AGE) >= 0,
        "must be " + LEAST_AUDIT_AGE.toDays() + "d or more");
    return new TellingSettings(allowed, age);
  }

  private static boolean yesOrNo(String text) {
    return switch (text) {
      case "yes" -> true;
      case "no" -> false;
      default -> throw new IllegalArgumentException("must be yes or no, but is '" + text + "'");
    };
  }
}
