package io.whopship.core;

import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import java.util.Set;

/** An edge during whose next call something else happens first. */
final class InterposedEdge implements Edge {

  /** Shared by all edges of a platform: which of its servers comes first does not matter. */
  static final class Moment {
    private Runnable next = () -> {
    };

    void next(Runnable happening) {
      next = happening;
    }

    private void pass() {
      Runnable now = next;
      next = () -> {
      };
      now.run();
    }
  }

  private final Edge edge;
  private final Moment moment;

  InterposedEdge(Edge edge, Moment moment) {
    this.edge = edge;
    this.moment = moment;
  }

  @Override
  public Check check() {
    return edge.check();
  }

  @Override
  public Description description() {
    return edge.description();
  }

  @Override
  public Placement place(Placing placing, OpenArtifact content, Progress progress) {
    moment.pass();
    return edge.place(placing, content, progress);
  }

  @Override
  public Set<ReleaseName> placed() {
    return edge.placed();
  }

  @Override
  public ProbeResult probe(ReleaseName release, String host, Probe probe) {
    moment.pass();
    return edge.probe(release, host, probe);
  }

  @Override
  public void route(Route route) {
    moment.pass();
    edge.route(route);
  }

  @Override
  public void unroute(String host) {
    moment.pass();
    edge.unroute(host);
  }

  @Override
  public void forget(AppId app) {
    moment.pass();
    edge.forget(app);
  }

  @Override
  public void remove(ReleaseName release) {
    moment.pass();
    edge.remove(release);
  }
}
