package io.whopship.adapter.http;

import static io.whopship.ports.driven.RateLimits.Kind.OTHER;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.http.HttpStatus;
import io.whopship.ports.driving.FindDeployment;
import io.whopship.ports.driving.logs.AppendLog;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.logs.LogType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * Lines of a builder on their way into the log of its deployment: a few as one JSON document, or a
 * stream of any length, passed on as it comes.
 */
final class LogAppending {

  /** Longer than any row that keeps the bounds, whatever it escapes. */
  private static final int MAX_ROW = 512 * 1024;

  /** A byte of UTF-8 is one character at most, so no piece is longer than a message may be. */
  private static final int MAX_PIECE = AppendLog.MAX_MESSAGE;

  private final AppendLog append;
  private final FindDeployment deployments;
  private final Gate gate;
  private final Duration silence;
  private final Semaphore places;

  LogAppending(UseCases useCases, Gate gate, StreamSettings settings) {
    this.append = useCases.logs().append();
    this.deployments = useCases.deployments().find();
    this.gate = gate;
    this.silence = settings.silence();
    this.places = new Semaphore(settings.maxBuilders());
  }

  List<Endpoint> all() {
    return List.of(Endpoint.post(LogPlace.DEPLOYMENT.path(), gate.guard(OTHER, this::append)));
  }

  private Answer append(Caller caller, Request request) {
    DeploymentId id = request.deploymentId();
    LogPlace.check(caller, id, deployments);
    Appended appended = new Appended(lines -> append.append(caller, id, lines));
    return switch (request.mediaType()) {
      // curl -d says it is a form.
      case "application/json", "application/x-www-form-urlencoded" -> document(request, appended);
      case "application/x-ndjson" -> stream(request, appended, new Rows(request), MAX_ROW + 8);
      // curl -T says nothing.
      case "text/plain", "" -> stream(request, appended, new Texts(request), MAX_PIECE);
      default -> Problem.of(HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "Lines are sent as application/json, application/x-ndjson or text/plain, but not as "
              + request.mediaType());
    };
  }

  private static Answer document(Request request, Appended appended) {
    EntryJson entries = new EntryJson(request, LogType.INFO);
    JsonBody body = request.json();
    // How many there may be is said below, with what to do about more.
    List<JsonBody> lines = body.objects("lines", Integer.MAX_VALUE);
    if (lines.isEmpty() || lines.size() > AppendLog.MAX_LINES) {
      throw body.refuse("lines", "Must be 1 to " + AppendLog.MAX_LINES + " lines, but are "
          + lines.size() + ": send more in several requests, or as application/x-ndjson");
    }
    lines.forEach(line -> appended.add(entries.read(line)));
    appended.flush();
    return appended.answer();
  }

  private Answer stream(Request request, Appended appended, Reading reading, int maxBytes) {
    if (!places.tryAcquire()) {
      return StreamPlaces.none();
    }
    RequestBody body = request.body();
    Runnable undo = request.mayBeSilentFor(silence);
    try {
      LineReader lines = new LineReader(body, maxBytes);
      byte[] line = lines.next();
      while (line != null) {
        appended.add(reading.entry(line));
        if (appended.isFull() || !lines.isReady()) {
          appended.flush();
        }
        line = lines.next();
      }
      appended.flush();
      return appended.answer();
    } catch (IOException e) {
      return appended.refuse(body.brokenOff());
    } catch (Refusal e) {
      return appended.refuse(e.problem());
    } finally {
      undo.run();
      places.release();
    }
  }

  /** Makes an entry of a line of the body. */
  private interface Reading {
    AppendLog.Entry entry(byte[] line);
  }

  /** Each line is an object. */
  private static final class Rows implements Reading {

    private final EntryJson entries;
    private long index;

    Rows(Request request) {
      this.entries = new EntryJson(request, LogType.INFO);
    }

    @Override
    public AppendLog.Entry entry(byte[] line) {
      String name = "lines[" + index++ + "]";
      if (line.length > MAX_ROW) {
        throw new Refusal(
            Problem.invalid(name, "Must be at most " + MAX_ROW + " bytes in a line"));
      }
      return entries.read(JsonBody.parse(name, line));
    }
  }

  /** Each line is a message. */
  private static final class Texts implements Reading {

    private final EntryJson defaults;

    Texts(Request request) {
      this.defaults = new EntryJson(request, LogType.STDOUT);
    }

    @Override
    public AppendLog.Entry entry(byte[] line) {
      return new AppendLog.Entry(defaults.type(), defaults.step(), new String(line, UTF_8), null,
          Map.of());
    }
  }
}
