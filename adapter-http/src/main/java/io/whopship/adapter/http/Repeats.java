package io.whopship.adapter.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.http.HttpStatus;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driving.AnswerOnce;
import io.whopship.ports.driving.AnswerOnce.Asked;
import io.whopship.ports.driving.AnswerOnce.Outcome;
import io.whopship.ports.driving.AnswerOnce.Turn;
import io.whopship.ports.model.identity.Caller;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that may come again. What was answered is kept unless the server failed: then it is not
 * known what was done, and trying again is how to find out. What was refused before anything was
 * done, by an exception, as not to be understood or as too much, is forgotten, so that it may be
 * sent again under the same key.
 */
final class Repeats {

  private static final Logger log = LoggerFactory.getLogger(Repeats.class);

  private static final Set<HttpStatus> UNDONE = Set.of(HttpStatus.BAD_REQUEST,
      HttpStatus.CONTENT_TOO_LARGE, HttpStatus.UNSUPPORTED_MEDIA_TYPE,
      HttpStatus.TOO_MANY_REQUESTS);

  private final AnswerOnce once;

  Repeats(AnswerOnce once) {
    this.once = once;
  }

  /** Answers a caller: as before, if the request was answered before. */
  Answer answer(Caller caller, Request request, Endpoint.CallerAction action) {
    return request.mayBeKeyed() ? keyed(caller, request, action) : action.answer(caller, request);
  }

  private Answer keyed(Caller caller, Request request, Endpoint.CallerAction action) {
    String key = request.idempotencyKey();
    byte[] body = request.wholeBody();
    Asked asked = new Asked(request.method() + " " + request.path(), key,
        fingerprint(request, body));
    return switch (once.begin(caller, asked)) {
      case Outcome.Begun(Turn turn) ->
        inTurn(caller, request.inTurn(turn.id(), body), action, turn);
      case Outcome.Answered(String answer) -> KeptAnswer.read(answer);
      case Outcome.UnderWay u -> Problem.conflict("A request with this " + IdempotencyKey.HEADER
          + " is under way: ask again in a moment").retryAfter(Duration.ofSeconds(1));
      case Outcome.Unreadable u -> Problem.conflict("This request was done before, but its answer"
          + " cannot be read any more: look with GET what came of it, and use another "
          + IdempotencyKey.HEADER + " to do it once more");
      case Outcome.Different d -> Problem.of(HttpStatus.UNPROCESSABLE_CONTENT,
          "This " + IdempotencyKey.HEADER + " belongs to another request: choose another key, or"
              + " send what was sent first")
          .about(IdempotencyKey.HEADER, "was used with another body, type or query");
    };
  }

  private static Answer inTurn(Caller caller, Request request, Endpoint.CallerAction action,
      Turn turn) {
    boolean ended = false;
    try {
      Answer answer = action.answer(caller, request);
      ended = true;
      end(turn, answer, request);
      return answer;
    } catch (Refusal refusal) {
      ended = true;
      quietly(turn::refused);
      throw refusal;
    } finally {
      if (!ended) {
        quietly(turn::broken);
      }
    }
  }

  private static void end(Turn turn, Answer answer, Request request) {
    switch (answer) {
      case Problem problem when isOpen(problem) -> quietly(turn::broken);
      case Problem problem when isUndone(problem) -> quietly(turn::refused);
      case Answer.Json json -> keep(turn, KeptAnswer.of(json, request.id()));
      case Answer.Empty empty -> keep(turn, KeptAnswer.of(empty));
      case Problem problem -> keep(turn, KeptAnswer.of(problem, request.id()));
      case Answer.Kept kept -> throw new IllegalStateException("nobody answers " + kept);
      // No POST and no PATCH answers so.
      case Answer.Written written -> quietly(turn::refused);
      case Answer.NotModified same -> quietly(turn::refused);
      case Answer.Events events -> quietly(turn::refused);
    }
  }

  /** The server failed, and nothing is said of a part that was done all the same. */
  private static boolean isOpen(Problem problem) {
    return problem.status().getCode() >= 500 && !isPartlyDone(problem);
  }

  /** It was not understood, or too much: nothing of it was done. */
  private static boolean isUndone(Problem problem) {
    return UNDONE.contains(problem.status()) && !isPartlyDone(problem);
  }

  private static boolean isPartlyDone(Problem problem) {
    Long accepted = problem.accepted();
    return accepted != null && accepted > 0;
  }

  private static void keep(Turn turn, String answer) {
    quietly(() -> turn.done(answer));
  }

  /** What was done is done: it is answered, also if that cannot be noted. */
  private static void quietly(Runnable end) {
    try {
      end.run();
    } catch (PortException e) {
      log.warn("the end of a request with a key is not kept: until {} from now it is answered as"
          + " under way, and then begun again", AnswerOnce.LEASE, e);
    }
  }

  private static String fingerprint(Request request, byte[] body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      String head = request.query() + "\n" + request.mediaType() + "\n";
      digest.update(head.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest.digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
