package io.whopship.app;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.StickyId;
import io.whopship.ports.model.rollout.Traffic;
import io.whopship.testkit.cloudflare.Call;
import io.whopship.testkit.http.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A deployment during which one call goes wrong, and what is not as it should be about it. */
final class FaultyDeployment {

  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final int VISITORS = 20;

  /** So often one that is taken back is looked at in vain: nobody gives that up for a day. */
  private static final int STEPS_OF_WITHDRAWING = 20;

  private final LiveOnCloudflare live;
  private final CloudflareTrouble trouble;
  private final CallSite site;
  private final boolean always;
  private final ReleaseName stable;
  private final DeploymentId id;
  private boolean hadTraffic;
  private final List<String> wrong = new ArrayList<>();

  private FaultyDeployment(LiveOnCloudflare live, CloudflareTrouble trouble, CallSite site,
      boolean always) {
    this.live = live;
    this.trouble = trouble;
    this.site = site;
    this.always = always;
    this.stable = live.decidedRoute().traffic().releases().getFirst();
    live.cloudflare().forgetCalls();
    this.id = live.trigger();
  }

  /** Sees it through, and leaves the platform as it was before, with a version more. */
  static List<String> watch(LiveOnCloudflare live, CloudflareTrouble trouble, CallSite site,
      boolean always) {
    return new FaultyDeployment(live, trouble, site, always).watch();
  }

  private List<String> watch() {
    live.cloudflare()
        .fail((always ? site.calls(id).always() : site.calls(id)).with(trouble.fault()));
    long began = System.nanoTime();
    int withdrawing = 0;
    while (live.step() && isInTime(began)) {
      visitorsAreServed();
      if (live.state(id) instanceof DeploymentState.Withdrawing
          && ++withdrawing == STEPS_OF_WITHDRAWING) {
        live.cloudflare().recover();
      }
    }
    switch (live.state(id)) {
      case DeploymentState.Active active -> {
        require(new Traffic.Whole(live.release(id)).equals(live.routeAtTheEdge().traffic()),
            "is active, but the route is " + live.routeAtTheEdge());
        retriesAreTold();
      }
      case DeploymentState.Failed failed -> {
        require(says(failed.failure().message()), "gives another reason: " + failed.failure());
        require(!mustGoWell(), "failed though it could be tried again: " + failed.failure());
        require(live.routeAtTheEdge().traffic().involves(stable), "the old version lost its route");
      }
      case DeploymentState other -> wrong.add("did not end: " + other);
    }
    require(live.cloudflare().calls().stream().filter(this::isOfThisSite).count() >= site.nth(),
        "never came to this call");
    nothingIsUploadedTwice();
    nothingSecretIsTold();
    recover();
    return wrong.stream().map(this::describe).toList();
  }

  private String describe(String problem) {
    return trouble + (always ? ", always" : "") + " at " + site + ": " + problem + "\n    "
        + String.join("\n    ", live.log(id));
  }

  private boolean isInTime(long began) {
    boolean is = System.nanoTime() - began < LONGEST.toNanos();
    require(is, "took more than " + LONGEST);
    return is;
  }

  /** By the version that the stage says, and by none that is not there. */
  private void visitorsAreServed() {
    Route route = live.routeAtTheEdge();
    Set<String> there = live.scripts();
    Stream.concat(route.traffic().releases().stream(), route.kept().stream())
        .filter(release -> !there.contains(release.toString()))
        .forEach(release -> wrong.add("the route names " + release + ", which is not there"));
    ReleaseName candidate = live.release(id);
    hadTraffic |= live.decidedRoute().traffic().involves(candidate);
    for (int visitor = 0; visitor < VISITORS; visitor++) {
      Optional<ReleaseName> picked = route.pick(new StickyId("visitor-%08d".formatted(visitor)));
      require(picked.isPresent(), "nobody answers a visitor");
      require(picked.stream().allMatch(stable::equals)
          || (hadTraffic && picked.equals(Optional.of(candidate))),
          "a visitor gets " + picked + " while it is " + live.state(id));
    }
  }

  private boolean says(String text) {
    return Pattern.compile(trouble.said(), Pattern.DOTALL).matcher(text).find();
  }

  private boolean mustGoWell() {
    return !always && trouble.isPassing();
  }

  private void retriesAreTold() {
    long calls = live.cloudflare().calls().stream().filter(this::isOfThisSite).count();
    boolean wasRetried = mustGoWell() && !site.tidyingUp() && trouble.isSeenAt(site)
        && calls > 0;
    require(!wasRetried || live.log(id)
        .stream()
        .anyMatch(line -> says(line) && line.matches("(?i).*(trying again|a new session).*")),
        "tried again without a word");
  }

  private boolean isOfThisSite(Call call) {
    return call.method().equals(site.method())
        && Pattern.compile(site.pattern(id)).matcher(call.target()).find();
  }

  private void nothingIsUploadedTwice() {
    if (trouble.losesAnswers()) {
      return;
    }
    Set<String> hashes = new HashSet<>();
    live.cloudflare()
        .calls()
        .stream()
        .filter(call -> call.path().endsWith("/assets/upload") && isAccepted(call))
        .flatMap(call -> call.parts().stream())
        .map(Part::name)
        .filter(hash -> !hashes.add(hash))
        .forEach(hash -> wrong.add("uploaded an asset twice: " + hash));
    long scripts = live.cloudflare()
        .calls()
        .stream()
        .filter(call -> call.method().equals("PUT") && call.path().contains("/scripts/")
            && isAccepted(call))
        .count();
    require(scripts <= 1, "uploaded the worker " + scripts + " times");
  }

  private static boolean isAccepted(Call call) {
    return call.status() >= 200 && call.status() < 300
        && call.answered().contains("\"success\":true");
  }

  private void nothingSecretIsTold() {
    String told = live.log(id) + " " + live.state(id);
    require(!told.contains(live.cloudflare().token()) && !told.contains("eyJ"), "tells a secret");
  }

  /** What comes after the trouble goes well. */
  private void recover() {
    live.cloudflare().recover();
    if (!(live.state(id) instanceof DeploymentState.Active)) {
      try {
        DeploymentId next = live.deploy();
        require(
            new Traffic.Whole(live.release(next)).equals(live.routeAtTheEdge().traffic()),
            "the next version has no route");
      } catch (IllegalStateException e) {
        wrong.add("the next version did not go live: " + e.getMessage());
      }
    }
  }

  private void require(boolean is, String otherwise) {
    if (!is && !wrong.contains(otherwise)) {
      wrong.add(otherwise);
    }
  }
}
