package io.whopship.core.pipeline;

import io.whopship.core.sites.Sites;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.Edge.ProbeResult;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.rollout.Gate;
import io.whopship.ports.model.rollout.ProbeCheck;
import io.whopship.ports.model.rollout.ProbeSettings;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Sample;
import io.whopship.ports.model.rollout.Sample.Measured;
import io.whopship.ports.model.rollout.Sample.Verdict;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks a release all that its gate wants to know, once. */
public final class ProbeRound {

  private static final int BODY_BYTES = 64 * 1024;

  private final Edge edge;
  private final Sites sites;
  private final ProbeSettings settings;
  private final InstantSource clock;

  public ProbeRound(Edge edge, Sites sites, ProbeSettings settings, InstantSource clock) {
    this.edge = edge;
    this.sites = sites;
    this.settings = settings;
    this.clock = clock;
  }

  /** An answer for each probe, in their order. Ends at the first that is not good. */
  List<Sample> ask(Gate gate, ReleaseName release, App app, String stage) {
    List<ProbeCheck> checks = gate.probes().isEmpty()
        ? List.of(ProbeCheck.of(settings.path()))
        : gate.probes();
    List<Sample> samples = new ArrayList<>();
    for (ProbeCheck check : checks) {
      Sample sample = ask(check, release, app, stage);
      samples.add(sample);
      if (sample.verdict() != Verdict.GOOD) {
        break;
      }
    }
    return samples;
  }

  /** Why a round was not good; empty if it was. */
  static Optional<String> complaint(List<Sample> round) {
    return round.stream()
        .filter(sample -> sample.verdict() == Verdict.BAD)
        .map(Sample::reason)
        .findFirst();
  }

  private Sample ask(ProbeCheck check, ReleaseName release, App app, String stage) {
    int bodyBytes = check.body() == null ? 0 : BODY_BYTES;
    ProbeResult result = edge.probe(release, sites.host(app),
        new Edge.Probe(check.path(), settings.timeout(), bodyBytes));
    return switch (result) {
      case ProbeResult.Answered answered -> {
        String complaint = complaint(check, answered);
        yield new Sample(clock.instant(), stage,
            new Measured.Probe(check.path(), answered.status(), answered.latency()),
            complaint.isEmpty() ? Verdict.GOOD : Verdict.BAD, complaint);
      }
      case ProbeResult.Silent(String reason) -> new Sample(clock.instant(), stage,
          new Measured.Probe(check.path(), 0, Duration.ZERO), Verdict.BAD, reason);
    };
  }

  private static String complaint(ProbeCheck check, ProbeResult.Answered answered) {
    int status = answered.status();
    if (status < check.leastStatus() || status > check.mostStatus()) {
      return "GET " + check.path() + " answered " + status + ", and not " + check.leastStatus()
          + " to " + check.mostStatus();
    }
    Duration limit = check.maxLatency();
    if (limit != null && answered.latency().compareTo(limit) > 0) {
      return "GET " + check.path() + " took " + answered.latency().toMillis()
          + " ms, more than " + limit.toMillis() + " ms";
    }
    String wanted = check.body();
    if (wanted != null && !answered.body().contains(wanted)) {
      return "GET " + check.path() + " answered " + status + " without the text '" + wanted + "'";
    }
    return "";
  }
}
