package io.whopship.adapter.http;

import io.whopship.ports.driving.FindDeployment;
import io.whopship.ports.driving.WatchDeployment;
import io.whopship.ports.driving.WatchDeployment.Watch;
import io.whopship.ports.model.deploy.DeploymentView;
import io.whopship.ports.model.identity.Caller;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The status of a deployment, told when it is news. Who says what they have, by
 * {@code If-None-Match}, waits for something else; who does not, for the deployment to be over.
 */
final class LongPolls implements AutoCloseable {

  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,3}s?");
  private static final int MOST_SECONDS = 60;

  /** Changes that nobody told of, such as another server's, are seen after so long. */
  private static final long LOOK_AGAIN = Duration.ofSeconds(5).toNanos();

  /** What an answer may take beyond the time that was waited. */
  private static final Duration TO_ANSWER = Duration.ofSeconds(30);

  private final FindDeployment deployments;
  private final WatchDeployment watch;
  private final StreamPlaces places;
  private final Set<Wakeable> waiting = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  LongPolls(UseCases.ForDeployments deployments, StreamPlaces places) {
    this.deployments = deployments.find();
    this.watch = deployments.watch();
    this.places = places;
  }

  /** Answers all who wait with what there is. Nobody waits any more. */
  @Override
  public void close() {
    closed = true;
    waiting.forEach(Wakeable::run);
  }

  Answer find(Caller caller, Request request) {
    Duration wait = wanted(request);
    DeploymentView view = look(caller, request);
    if (wait.isZero() || isNews(view, request)) {
      return answer(view, request);
    }
    places.take(caller.owner());
    try {
      return answer(watched(view, wait, caller, request), request);
    } finally {
      places.leave(caller.owner());
    }
  }

  @SuppressWarnings("try") // it is open for as long as somebody waits
  private DeploymentView watched(DeploymentView view, Duration wait, Caller caller,
      Request request) {
    Runnable undo = request.mayBeSilentFor(wait.plus(TO_ANSWER));
    Wakeable thread = new Wakeable();
    try (Watch watched = watch.watch(view.deployment(), thread)) {
      waiting.add(thread);
      return await(thread, wait, caller, request);
    } finally {
      waiting.remove(thread);
      undo.run();
    }
  }

  private DeploymentView await(Wakeable thread, Duration wait, Caller caller, Request request) {
    long end = System.nanoTime() + wait.toNanos();
    DeploymentView view = look(caller, request);
    long left = end - System.nanoTime();
    while (!isNews(view, request) && !closed && left > 0 && !Thread.currentThread()
        .isInterrupted()) {
      thread.park(Math.min(left, LOOK_AGAIN));
      view = look(caller, request);
      left = end - System.nanoTime();
    }
    return view;
  }

  /** A {@link Refusal} if there is none for this caller, or none any more. */
  private DeploymentView look(Caller caller, Request request) {
    return switch (deployments.find(caller, request.deploymentId())) {
      case FindDeployment.Outcome.Found(DeploymentView view) -> view;
      case FindDeployment.Outcome.NoSuchDeployment n ->
        throw new Refusal(Problem.noSuchDeployment());
      case FindDeployment.Outcome.NotYours n -> throw new Refusal(Problem.notYours());
    };
  }

  private static boolean isNews(DeploymentView view, Request request) {
    return request.headers("If-None-Match").isEmpty()
        ? view.deployment().state().isFinal()
        : !EntityTag.of(DeploymentJson.found(view)).isKnown(request);
  }

  private static Answer answer(DeploymentView view, Request request) {
    return EntityTag.answer(request, DeploymentJson.found(view));
  }

  private static Duration wanted(Request request) {
    String text = request.queryParameter("wait");
    if (text == null) {
      return Duration.ZERO;
    }
    boolean good = SECONDS.matcher(text).matches();
    int seconds = good ? Integer.parseInt(text.replace("s", "")) : -1;
    if (seconds < 0 || seconds > MOST_SECONDS) {
      throw new Refusal(Problem.invalidParameter("wait", "Must be seconds from 0 to "
          + MOST_SECONDS + ", as in wait=30s, but is '" + text + "'"));
    }
    return Duration.ofSeconds(seconds);
  }
}
