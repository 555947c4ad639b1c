package io.whopship.adapter.cloudflare.setup;

import io.whopship.adapter.cloudflare.api.AccountScripts;
import io.whopship.adapter.cloudflare.api.CloudflareApi;
import io.whopship.adapter.cloudflare.api.RefusedException;
import io.whopship.adapter.cloudflare.api.Reply;
import io.whopship.adapter.cloudflare.api.Zones;
import io.whopship.adapter.cloudflare.edge.Installation;
import io.whopship.adapter.cloudflare.setup.Step.State;
import io.whopship.adapter.cloudflare.setup.Step.Thing;
import io.whopship.ports.driven.PortException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Sets up an account for an installation. What is there is found and left alone, so that it may be
 * done again at any time: after an interruption, for a new version, or to look.
 *
 * <pre>{@code
 * List<Step> plan = setup.plan();
 * if (plan.stream().noneMatch(Step::isInTheWay)) {
 *   setup.apply(plan, step -> print(step.name()));
 * }
 * }</pre>
 */
public final class CloudflareSetup implements AutoCloseable {

  /** Hears of each step that was done. */
  @FunctionalInterface
  public interface Progress {
    void done(Step step);
  }

  private final CloudflareApi api;
  private final Map<Thing, Part> parts = new EnumMap<>(Thing.class);

  private CloudflareSetup(CloudflareApi api, SetupSettings settings) {
    this.api = api;
    Installation installation = settings.installation();
    AccountScripts scripts = api.accountScripts();
    Zones zones = api.zones();
    String dispatcher = installation.dispatcher();
    RoutesNamespace routes = new RoutesNamespace(api.keyValues(), installation.routes());
    SiteZone zone = new SiteZone(zones, settings.siteDomain());
    add(new DispatchNamespace(api.scripts(installation.namespace()), installation.namespace()));
    add(routes);
    if (settings.bucket() != null) {
      add(new ArtifactBucket(api.buckets(), settings.bucket()));
    }
    add(new DispatcherScript(scripts, installation, routes, settings.probeSecret()));
    add(new WorkersDevAddress(scripts, dispatcher));
    add(zone);
    add(new SiteRoute(zones, zone, settings.siteDomain(), dispatcher, settings.replace()));
    add(new SiteDns(zones, zone, settings.siteDomain()));
  }

  private void add(Part part) {
    parts.put(part.thing(), part);
  }

  public static CloudflareSetup open(SetupSettings settings) {
    return new CloudflareSetup(CloudflareApi.open(settings.api()), settings);
  }

  /**
   * How everything stands, in the order in which it is made. Changes nothing. Throws
   * {@link PortException.Rejected} if Cloudflare does not know the token, and
   * {@link PortException.Unavailable} if it does not answer.
   */
  public List<Step> plan() {
    List<Step> plan = new ArrayList<>();
    for (Part part : parts.values()) {
      State state = look(part);
      plan.add(new Step(part.thing(), part.name(), state));
    }
    return plan;
  }

  private static State look(Part part) {
    try {
      return part.look();
    } catch (PortException.Rejected e) {
      Reply.Refused refused = RefusedException.behind(e)
          .filter(refusal -> !refusal.isUnknownToken())
          .orElseThrow(() -> e);
      return refused.isForbidden()
          ? new State.Forbidden(refused.call().product().permission())
          : new State.Blocked("Cloudflare says: " + refused.reason());
    }
  }

  /**
   * Does what a plan of this setup says, in its order, and ends at the first step that fails, with
   * its {@link PortException}: a further plan goes on there.
   *
   * @param plan with nothing in the way
   */
  public void apply(List<Step> plan, Progress progress) {
    plan.stream().filter(Step::isInTheWay).findFirst().ifPresent(step -> {
      throw new IllegalArgumentException("the plan cannot be done: " + step);
    });
    for (Step step : plan) {
      Part part = parts.get(step.thing());
      if (part != null && step.isToDo()) {
        part.make();
        progress.done(step);
      }
    }
  }

  @Override
  public void close() {
    api.close();
  }
}
