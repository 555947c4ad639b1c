package io.whopship.core.logs;

import io.whopship.core.agents.ConnectedHosts;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.Timer;
import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.driven.agents.ContainerHost.Following;
import io.whopship.ports.driven.agents.LogSink;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogSubject.OfContainer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a container says, for as long as somebody looks. One source, however many viewers; when the
 * agent comes back it goes on behind the last line that came.
 */
final class ContainerFeed implements LingeringFeed {

  /** What is asked for of a container of which nothing is known yet. */
  private static final int TAIL = 1_000;

  private static final Duration AFTER_A_FAULT = Duration.ofSeconds(5);

  private final OfContainer subject;
  private final ConnectedHosts hosts;
  private final Timer timer;
  private final int tail;
  private final LiveLog log;
  /** Held while the host is called, which may take long: never together with that of a stream. */
  private final ReentrantLock calling = new ReentrantLock();
  private volatile @Nullable Source source;
  private volatile boolean isWanted = true;

  ContainerFeed(OfContainer subject, LiveLog log, ConnectedHosts hosts, Timer timer, int ring) {
    this.subject = subject;
    this.log = log;
    this.hosts = hosts;
    this.timer = timer;
    this.tail = Math.min(TAIL, ring);
    timer.after(Duration.ZERO, this::begin);
  }

  LiveLog log() {
    return log;
  }

  @Override
  public LogStream stream() {
    return log.stream();
  }

  @Override
  public Backlog backlog() {
    return RingBacklog.INSTANCE;
  }

  /** The agent has come, or gone, or come anew. */
  void hostChanged() {
    Source former = source;
    if (former != null) {
      former.isOver = true;
    }
    timer.after(Duration.ZERO, () -> {
      end();
      begin();
    });
  }

  @Override
  public void stop() {
    isWanted = false;
    timer.after(Duration.ZERO, this::end);
  }

  private void begin() {
    calling.lock();
    try {
      if (isWanted && source == null) {
        follow();
      }
    } catch (PortException e) {
      log.failed("the log cannot be had just now: " + e.getMessage());
      timer.after(AFTER_A_FAULT, this::begin);
    } finally {
      calling.unlock();
    }
  }

  private void follow() {
    Optional<ContainerHost> host = hosts.find(subject.agent());
    if (host.isEmpty()) {
      log.failed("the agent is not connected: the log goes on once it is");
    } else {
      follow(host.get());
    }
  }

  private void follow(ContainerHost host) {
    Cursor end = log.end();
    Source begun = new Source(log);
    try {
      begun.following = host.follow(subject.container(), end.equals(Cursor.NEW) ? null : end, tail,
          begun);
      source = begun;
    } catch (PortException e) {
      begun.isOver = true;
      throw e;
    }
  }

  private void end() {
    calling.lock();
    try {
      Source ended = source;
      source = null;
      if (ended != null) {
        ended.close();
      }
    } finally {
      calling.unlock();
    }
  }

  /** One time of following. What it brings after its end is not taken. */
  private static final class Source implements LogSink {

    private final LiveLog log;
    private volatile boolean isOver;
    private @Nullable Following following;

    Source(LiveLog log) {
      this.log = log;
    }

    @Override
    public void accept(String epoch, long first, List<LogLine> lines) {
      if (!isOver) {
        log.accept(epoch, first, lines);
      }
    }

    @Override
    public void failed(String reason) {
      if (!isOver) {
        log.failed(reason);
      }
    }

    void close() {
      isOver = true;
      if (following != null) {
        following.close();
      }
    }
  }
}
