package io.whopship.testkit.cloudflare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The faults that are still to come. */
final class Faults {

  private static final class Armed {
    private final Fault fault;
    private int seen;

    private Armed(Fault fault) {
      this.fault = fault;
    }

    private boolean strikes() {
      int before = seen++;
      return before >= fault.skipped() && before - fault.skipped() < fault.times();
    }
  }

  private final List<Armed> armed = new ArrayList<>();

  synchronized void add(Fault fault) {
    armed.add(new Armed(fault));
  }

  synchronized void clear() {
    armed.clear();
  }

  /** Of all faults that fit, each counts the call, and the one that was added first strikes. */
  synchronized Optional<Fault.Trouble> next(String method, String target) {
    List<Fault.Trouble> striking = new ArrayList<>();
    for (Armed each : armed) {
      if (each.fault.fits(method, target) && each.strikes()) {
        striking.add(each.fault.trouble());
      }
    }
    return striking.stream().findFirst();
  }
}
