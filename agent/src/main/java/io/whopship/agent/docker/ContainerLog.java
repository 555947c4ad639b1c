package io.whopship.agent.docker;

import io.whopship.ports.driven.agents.ContainerHost.Following;
import io.whopship.ports.driven.agents.LogSink;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogLine;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log of one name: one upstream for however many follow it, the numbering of its lines, and the
 * last of them. Without followers nothing is read, but what was read is remembered for a while.
 */
final class ContainerLog implements Upstream.Listener {

  private static final SecureRandom CHANCE = new SecureRandom();

  private final ContainerName name;
  private final DockerEngine engine;
  private final DockerSettings settings;
  private final Upstream.Memory memory = new Upstream.Memory();
  private final List<Follower> followers = new ArrayList<>();
  private @Nullable Upstream upstream;
  private Thread reader = new Thread();
  private Spool spool;
  private boolean began;
  private @Nullable String failure;
  private Instant leftAt = Instant.now();

  ContainerLog(ContainerName name, DockerEngine engine, DockerSettings settings) {
    this.name = name;
    this.engine = engine;
    this.settings = settings;
    this.spool = newSpool();
  }

  private Spool newSpool() {
    byte[] epoch = new byte[4];
    CHANCE.nextBytes(epoch);
    return new Spool(HexFormat.of().formatHex(epoch), settings.spoolLines(), settings.spoolBytes());
  }

  synchronized boolean isFollowed() {
    return !followers.isEmpty();
  }

  /** Whether this place is one in the numbering. */
  synchronized boolean knows(Cursor cursor) {
    return began && cursor.epoch().equals(spool.epoch()) && cursor.offset() <= spool.last();
  }

  /** Whether nobody has followed it for so long that its places need not be known. */
  synchronized boolean isForgotten(Instant now, Duration after) {
    return followers.isEmpty() && leftAt.plus(after).isBefore(now);
  }

  /** Lines come from another thread than the caller's. */
  synchronized Following follow(@Nullable Cursor after, int tail, LogSink sink) {
    Follower follower = new Follower(sink, tail);
    followers.add(follower);
    if (began) {
      follower.next = after != null && knows(after) ? after.offset() + 1 : behindTail(tail);
      Thread.ofVirtual().name("log-of-" + name).start(() -> catchUp(follower));
    }
    if (upstream == null) {
      upstream = read(reader);
    }
    return () -> leave(follower);
  }

  /** Begins when the reader before has ended: both have the same memory. */
  private Upstream read(Thread before) {
    Upstream next = new Upstream(name, engine, settings, memory, this);
    reader = Thread.ofPlatform().daemon().name("docker-log-" + name).start(() -> {
      try {
        before.join();
        next.run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    return next;
  }

  /** Once this has returned, the follower gets nothing more: lines are given under the lock. */
  private synchronized void leave(Follower follower) {
    if (followers.remove(follower) && followers.isEmpty() && upstream != null) {
      upstream.close();
      upstream = null;
      leftAt = Instant.now();
    }
  }

  /** Nobody gets anything more. */
  synchronized void end() {
    List.copyOf(followers).forEach(this::leave);
  }

  private synchronized void catchUp(Follower follower) {
    if (followers.contains(follower)) {
      give(follower);
      if (failure != null) {
        follower.sink.failed(failure);
      }
    }
  }

  @Override
  public synchronized void began(List<LogLine> lines) {
    if (began) {
      spool = newSpool();
    }
    began = true;
    lines.forEach(spool::add);
    followers.forEach(follower -> follower.next = behindTail(follower.tail));
    followers.forEach(this::give);
  }

  @Override
  public synchronized void added(List<LogLine> lines) {
    // No more at once than can be kept: what is read in one go may be more.
    int atOnce = Math.max(1, Math.min(settings.spoolLines(),
        settings.spoolBytes() / (2 * LineAssembler.MAX_BYTES)));
    for (int from = 0; from < lines.size(); from += atOnce) {
      lines.subList(from, Math.min(lines.size(), from + atOnce)).forEach(spool::add);
      followers.forEach(this::give);
    }
  }

  @Override
  public synchronized void failed(String reason) {
    if (!reason.equals(failure)) {
      failure = reason;
      followers.forEach(follower -> follower.sink.failed(reason));
    }
  }

  @Override
  public synchronized void recovered() {
    failure = null;
  }

  private long behindTail(int tail) {
    return Math.max(spool.first(), spool.last() - tail + 1);
  }

  private void give(Follower follower) {
    long from = Math.max(follower.next, spool.first());
    if (from <= spool.last()) {
      follower.next = spool.last() + 1;
      follower.sink.accept(spool.epoch(), from, spool.from(from));
    }
  }

  private static final class Follower {

    private final LogSink sink;
    private final int tail;
    private long next;

    Follower(LogSink sink, int tail) {
      this.sink = sink;
      this.tail = tail;
    }
  }
}
