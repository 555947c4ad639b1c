package io.whopship.adapter.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.whopship.adapter.http.socket.SocketCut;
import io.whopship.adapter.http.socket.TextReader;
import io.whopship.adapter.http.socket.TextSocket;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driving.logs.FollowLog;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogStart;
import io.whopship.ports.model.logs.LogSubject;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A viewer's WebSocket. One virtual thread answers, polls all that is subscribed to, and writes: so
 * a viewer who reads slowly, or asks for ten thousand logs, holds up nobody else.
 */
final class ViewerSocket implements TextReader, Runnable {

  static final int MAX_SUBSCRIPTIONS = 100;
  static final int MAX_MESSAGE = 64 * 1024;
  static final int MAX_BAD_MESSAGES = 20;

  private static final Logger log = LoggerFactory.getLogger(ViewerSocket.class);
  private static final int TAIL = 1_000;
  private static final int POLICY_VIOLATION = 1008;
  private static final int SERVER_ERROR = 1011;

  private final FollowLog logs;
  private final Viewer viewer;
  private final AtomicInteger open;
  private final Thread thread = Thread.ofVirtual().name("log-viewer").unstarted(this);
  private final Map<LogSubject, Subscription> subscriptions = new LinkedHashMap<>();
  private volatile @Nullable TextSocket socket;
  private volatile @Nullable Wakeable waiting;
  private volatile @Nullable String message;
  private volatile boolean closed;
  private int badMessages;

  /** @param open counts this one while it is open */
  ViewerSocket(FollowLog logs, Viewer viewer, AtomicInteger open) {
    this.logs = logs;
    this.viewer = viewer;
    this.open = open;
  }

  @Override
  public void opened(TextSocket opened) {
    socket = opened;
    open.incrementAndGet();
    thread.start();
  }

  @Override
  public void text(String text) {
    message = text;
    wake();
  }

  @Override
  public void closed() {
    closed = true;
    open.decrementAndGet();
    wake();
  }

  private void wake() {
    Wakeable sleeper = waiting;
    // Before it has begun there is nobody to wake, and it looks at everything when it does.
    if (sleeper != null) {
      sleeper.run();
    }
  }

  @Override
  public void run() {
    TextSocket opened = socket;
    if (opened == null) {
      throw new IllegalStateException("the socket is not open");
    }
    Wakeable sleeper = new Wakeable();
    waiting = sleeper;
    try {
      serve(opened, sleeper);
    } catch (SocketCut e) {
      log.debug("viewer left cause=\"{}\"", e.getMessage());
    } catch (RuntimeException e) {
      log.error("viewer failed owner={}", viewer.caller().owner(), e);
      opened.close(SERVER_ERROR, "An unexpected error occurred");
    } finally {
      subscriptions.values().forEach(Subscription::close);
    }
  }

  private void serve(TextSocket opened, Wakeable sleeper) throws SocketCut {
    while (!closed) {
      boolean answered = answer(opened);
      boolean passedOn = passOn(opened);
      if (!answered && !passedOn) {
        sleeper.park(Long.MAX_VALUE);
      }
    }
  }

  private boolean passOn(TextSocket opened) throws SocketCut {
    boolean any = false;
    Iterator<Subscription> all = subscriptions.values().iterator();
    while (all.hasNext()) {
      Subscription subscription = all.next();
      try {
        any |= subscription.passOn(opened);
      } catch (PortException.Unavailable e) {
        log.warn("log cannot be read subject={} cause=\"{}\"", subscription.watched().subject(),
            e.getMessage());
        opened.send(error(null, subscription.watched(), "unavailable",
            "The log cannot be read now: subscribe again with the last cursor"));
        subscription.close();
        all.remove();
        continue;
      }
      if (subscription.isComplete()) {
        subscription.close();
        all.remove();
      }
    }
    return any;
  }

  /** Answers the message that has come, if one has. */
  private boolean answer(TextSocket opened) throws SocketCut {
    String text = message;
    if (text == null) {
      return false;
    }
    message = null;
    byte[] answer = answer(text);
    opened.send(answer);
    if (badMessages >= MAX_BAD_MESSAGES) {
      opened.close(POLICY_VIOLATION, MAX_BAD_MESSAGES + " messages could not be understood");
    } else {
      opened.readOn();
    }
    return true;
  }

  private byte[] answer(String text) {
    Envelope envelope;
    try {
      envelope = Envelope.parse(text);
    } catch (Envelope.Malformed e) {
      badMessages++;
      return e.answer();
    }
    return switch (envelope.subject()) {
      case "log.subscribe" -> subscribe(envelope);
      case "log.unsubscribe" -> unsubscribe(envelope);
      default -> {
        badMessages++;
        yield Envelope.unknownSubject(envelope);
      }
    };
  }

  private byte[] subscribe(Envelope envelope) {
    Watched watched = null;
    LogStart start;
    try {
      watched = Watched.read(envelope.data(), viewer.of());
      start = start(envelope.data());
    } catch (Refusal e) {
      badMessages++;
      return error(envelope.reply(), watched, "invalid", Envelope.issue(e));
    }
    if (!viewer.mayAskFor(watched.subject())) {
      return error(envelope.reply(), watched, "not_yours", "The ticket is for another log");
    }
    if (subscriptions.containsKey(watched.subject())) {
      return error(envelope.reply(), watched, "already_subscribed",
          "This log is followed already: unsubscribe first");
    }
    if (subscriptions.size() >= MAX_SUBSCRIPTIONS) {
      return error(envelope.reply(), watched, "too_many_subscriptions", "A connection follows "
          + MAX_SUBSCRIPTIONS + " logs at most: unsubscribe from one, or open another");
    }
    return follow(envelope, watched, start);
  }

  private byte[] follow(Envelope envelope, Watched watched, LogStart start) {
    FollowLog.Outcome outcome;
    try {
      outcome = logs.follow(viewer.caller(), watched.subject(), start, this::wake);
    } catch (PortException.Unavailable e) {
      return error(envelope.reply(), watched, "unavailable",
          "The log cannot be read now: try again");
    }
    return switch (outcome) {
      case FollowLog.Outcome.Following following -> {
        subscriptions.put(watched.subject(), new Subscription(watched, following.view(),
            start instanceof LogStart.Tail tail ? tail.lines() : TAIL));
        yield Envelope.write("log.subscribed", envelope.reply(), json -> {
          watched.write(json);
          json.writeStringField("cursor", following.view().start().toString());
        });
      }
      case FollowLog.Outcome.NoSuchSubject n ->
        error(envelope.reply(), watched, "no_such_subject", "There is no such log");
      case FollowLog.Outcome.NotYours n ->
        error(envelope.reply(), watched, "not_yours", "You do not have access to this log");
      case FollowLog.Outcome.Unavailable unavailable ->
        error(envelope.reply(), watched, "unavailable", unavailable.reason());
      case FollowLog.Outcome.TooManyViewers many ->
        error(envelope.reply(), watched, "too_many_viewers",
            "This log has " + many.most() + " viewers, and no more may come: try again later");
    };
  }

  private static LogStart start(JsonBody data) {
    if (Stream.of("cursor", "since", "tail").filter(data::has).count() > 1) {
      throw data.refuse("Must have at most one of cursor, since and tail");
    }
    Cursor cursor = data.valueIfPresent("cursor", Cursor::parse);
    if (cursor != null) {
      return new LogStart.After(cursor);
    }
    Instant since = data.valueIfPresent("since", ViewerSocket::time);
    if (since != null) {
      return new LogStart.Since(since);
    }
    Long tail = data.wholeIfPresent("tail", 0, TAIL);
    return new LogStart.Tail(tail == null ? TAIL : tail.intValue());
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "Must be a time such as 2024-01-01T00:00:00Z, but is '" + text + "'", e);
    }
  }

  private byte[] unsubscribe(Envelope envelope) {
    Watched watched;
    try {
      watched = Watched.read(envelope.data(), viewer.of());
    } catch (Refusal e) {
      badMessages++;
      return error(envelope.reply(), null, "invalid", Envelope.issue(e));
    }
    Subscription subscription = subscriptions.remove(watched.subject());
    if (subscription == null) {
      return error(envelope.reply(), watched, "not_subscribed", "This log is not followed here");
    }
    subscription.close();
    return Envelope.write("log.unsubscribed", envelope.reply(), watched::write);
  }

  private static byte[] error(@Nullable String reply, @Nullable Watched watched, String code,
      String error) {
    return Envelope.write("log.stream.error", reply, json -> {
      writeIfKnown(watched, json);
      json.writeStringField("code", code);
      json.writeStringField("error", Json.wellFormed(error));
    });
  }

  private static void writeIfKnown(@Nullable Watched watched, JsonGenerator json)
      throws IOException {
    if (watched != null) {
      watched.write(json);
    }
  }
}
