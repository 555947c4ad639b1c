package io.whopship.testkit;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.driven.agents.LogSink;
import io.whopship.ports.model.agents.Container;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A host whose containers say what a test lets them say, on the test's own thread. Whoever follows
 * has been given a line when {@link #say} returns. Safe for use by many threads.
 */
public final class FakeContainerHost implements ContainerHost {

  private final InstantSource clock;
  private final Map<ContainerName, FakeContainer> containers = new TreeMap<>(
      Comparator.comparing(ContainerName::value));
  private final List<FakeFollowing> followings = new ArrayList<>();
  private boolean connected = true;
  private int spool = 1_000;

  public FakeContainerHost(InstantSource clock) {
    this.clock = clock;
  }

  // What a test asks of it

  /** Starts a container under a name that none has. */
  public void create(String name) {
    change(name, container -> container.create(clock.instant()));
  }

  /** Takes a container away and starts another one of its name, whose lines go on behind its. */
  public void recreate(String name) {
    remove(name);
    create(name);
  }

  /** Takes a container away. */
  public void remove(String name) {
    change(name, FakeContainer::remove);
  }

  /** Lets a container say lines. */
  public void say(String name, LogType stream, String... texts) {
    change(name, container -> {
      for (String text : texts) {
        container.say(new LogLine(clock.instant(), stream, name, text), spool);
      }
    });
  }

  /** Lets a container say so many lines that are lost on their way. */
  public void lose(String name, int lines) {
    change(name, container -> container.lose(lines));
  }

  /** Loses count of a container's lines: what it said is forgotten, and a new numbering begins. */
  public void loseCount(String name) {
    change(name, FakeContainer::numberAnew);
  }

  /** Lets a container refuse to be started and stopped, with these words. */
  public void refuse(String name, String reason) {
    change(name, container -> container.refusal = reason);
  }

  /** Keeps no more than so many lines of each container for those who come back. */
  public synchronized void keep(int lines) {
    spool = lines;
  }

  /** Cannot be reached from now on. All that follow are forgotten, and are not told. */
  public void disconnect() {
    List<FakeFollowing> cut;
    synchronized (this) {
      connected = false;
      cut = List.copyOf(followings);
    }
    cut.forEach(FakeFollowing::close);
  }

  /** Can be reached again. Containers have gone on meanwhile. */
  public synchronized void reconnect() {
    connected = true;
  }

  /** How many follow a container now. */
  public synchronized long followers(String name) {
    ContainerName wanted = new ContainerName(name);
    return followings.stream().filter(following -> following.container().equals(wanted)).count();
  }

  /** How often somebody began to follow a container. */
  public synchronized int follows(String name) {
    return container(new ContainerName(name)).follows;
  }

  // What the port promises

  @Override
  public synchronized List<Container> containers() {
    requireConnected();
    return containers.entrySet()
        .stream()
        .filter(entry -> entry.getValue().exists())
        .map(entry -> entry.getValue().shown(entry.getKey()))
        .toList();
  }

  @Override
  public synchronized Done act(ContainerName name, Action action) {
    requireConnected();
    FakeContainer container = container(name);
    if (!container.exists()) {
      return new Done.NoSuchContainer();
    }
    String refusal = container.refusal;
    if (refusal != null) {
      return new Done.Refused(refusal);
    }
    container.running = action != Action.STOP;
    return new Done.Ok();
  }

  @Override
  public Following follow(ContainerName name, @Nullable Cursor after, int tail, LogSink sink) {
    FakeFollowing following;
    synchronized (this) {
      requireConnected();
      FakeContainer container = container(name);
      container.follows++;
      following = new FakeFollowing(this, name, container.start(after, tail), sink);
      followings.add(following);
    }
    following.giveWhatIsThere();
    return following;
  }

  // What one that follows asks of it

  /** What comes behind a place; {@code null} if there is no such container now. */
  synchronized @Nullable List<FakeContainer.Run> behind(ContainerName name, Cursor place) {
    FakeContainer container = container(name);
    return container.exists() ? container.behind(place) : null;
  }

  synchronized void forget(FakeFollowing following) {
    followings.remove(following);
  }

  private void change(String name, Consumer<FakeContainer> changing) {
    ContainerName container = new ContainerName(name);
    List<FakeFollowing> told;
    synchronized (this) {
      changing.accept(container(container));
      told = followings.stream().filter(each -> each.container().equals(container)).toList();
    }
    // Not under the lock: whoever is given lines may have one of their own, and call us under it.
    told.forEach(FakeFollowing::giveWhatIsThere);
  }

  private FakeContainer container(ContainerName name) {
    return containers.computeIfAbsent(name, FakeContainer::new);
  }

  private void requireConnected() {
    if (!connected) {
      throw new PortException.Unavailable("the fake host is disconnected", null);
    }
  }
}
