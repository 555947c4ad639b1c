package io.whopship.testkit.cloudflare;

import io.whopship.testkit.cloudflare.rest.Envelope;
import io.whopship.testkit.http.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * Trouble with some calls.
 *
 * <pre>{@code
 * Fault.on("PUT", "/scripts/").times(2).with(Fault.status(503).html());
 * Fault.on("POST", "/assets/upload").nth(3).with(Fault.reset(Fault.When.IN_MID_ANSWER));
 * Fault.on("*", "/storage/kv/").always().with(Fault.tooMany().retryAfter(2));
 * }</pre>
 *
 * @param method {@code *} for any
 * @param target what is found in path and query, behind {@code /client/v4}
 * @param skipped how many calls that fit go well before
 */
public record Fault(String method, Pattern target, int skipped, int times, Trouble trouble) {

  private static final int ALWAYS = Integer.MAX_VALUE;

  /** What goes wrong. */
  public sealed interface Trouble {

    /** Another answer than the true one; {@code applied} if the request was carried out. */
    record Instead(Answer answer, boolean applied) implements Trouble {

      /** The body is a page for people, as gateways have it. */
      public Instead html() {
        return body("text/html; charset=UTF-8", "<!DOCTYPE html><html><head><title>"
            + answer.status() + "</title></head><body>Cloudflare</body></html>");
      }

      /** There is no body. */
      public Instead empty() {
        return new Instead(Answer.empty(answer.status()), applied);
      }

      /** The body is an envelope with an error. */
      public Instead code(int code, String message) {
        return new Instead(Envelope.error(answer.status(), code, message), applied);
      }

      public Instead body(String contentType, String text) {
        return new Instead(Answer.of(answer.status(), contentType, text), applied);
      }

      public Instead retryAfter(int seconds) {
        return new Instead(answer.with("retry-after", Integer.toString(seconds)), applied);
      }

      /** It is carried out, only nobody is told. */
      public Instead afterApplying() {
        return new Instead(answer, true);
      }
    }

    /** The true answer, of which half of the body is missing. */
    record CutJson() implements Trouble {}

    /** The true answer, whose result is null. */
    record NullResult() implements Trouble {}

    /** The connection breaks. */
    record Reset(When when) implements Trouble {}

    /** The true answer, later. */
    record Late(Duration by) implements Trouble {}

    /** The request is carried out and answered once it is let go. */
    record Held(CompletableFuture<?> until) implements Trouble {}

    /** No answer, and the connection stays. */
    record Hang() implements Trouble {}
  }

  /** At which moment a connection breaks. */
  public enum When {
    BEFORE_THE_BODY, AFTER_THE_BODY, AFTER_APPLYING, IN_MID_ANSWER
  }

  /** Which calls; the first that fits, unless it says otherwise. */
  public record Calls(String method, Pattern target, int skipped, int times) {

    /** The next so many that fit. */
    public Calls times(int count) {
      return new Calls(method, target, skipped, count);
    }

    /** From 1 on. */
    public Calls nth(int number) {
      return new Calls(method, target, number - 1, 1);
    }

    public Calls always() {
      return times(ALWAYS);
    }

    public Fault with(Trouble trouble) {
      return new Fault(method, target, skipped, times, trouble);
    }
  }

  /**
   * Says which calls.
   *
   * @param method {@code *} for any
   * @param target a regular expression to be found in path and query, behind {@code /client/v4}
   */
  public static Calls on(String method, String target) {
    return new Calls(method, Pattern.compile(target), 0, 1);
  }

  /** With an error that says nothing. */
  public static Trouble.Instead status(int status) {
    return new Trouble.Instead(Envelope.error(status, 10013, "An unknown error has occurred."),
        false);
  }

  /** What Cloudflare says to whoever asks too often; it may say when to come back. */
  public static Trouble.Instead tooMany() {
    return status(429).code(971, "Please wait and consider throttling your request speed");
  }

  public static Trouble cutJson() {
    return new Trouble.CutJson();
  }

  public static Trouble nullResult() {
    return new Trouble.NullResult();
  }

  public static Trouble reset(When when) {
    return new Trouble.Reset(when);
  }

  public static Trouble late(Duration by) {
    return new Trouble.Late(by);
  }

  public static Trouble held(CompletableFuture<?> until) {
    return new Trouble.Held(until);
  }

  public static Trouble hang() {
    return new Trouble.Hang();
  }

  boolean fits(String calledMethod, String calledTarget) {
    return (method.equals("*") || method.equals(calledMethod))
        && target.matcher(calledTarget).find();
  }

  static Answer cut(Answer whole) {
    String text = new String(whole.body(), StandardCharsets.UTF_8);
    return Answer.json(whole.status(), text.substring(0, text.length() / 2));
  }
}
