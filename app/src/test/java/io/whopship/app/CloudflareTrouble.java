package io.whopship.app;

import io.whopship.testkit.cloudflare.Fault;
import io.whopship.testkit.cloudflare.Fault.When;
import java.time.Duration;
import java.util.Locale;

/** What may go wrong with a call to Cloudflare. */
enum CloudflareTrouble {

  TOO_MANY(Fault.tooMany(), "answered 429"), TOO_MANY_RETRY_AFTER(Fault.tooMany().retryAfter(2),
      "answered 429"), STATUS_500(Fault.status(500), "answered 500"), STATUS_502_PAGE(
          Fault.status(502).html(),
          "answered 502 .*with an HTML page"), STATUS_503_PAGE(Fault.status(503).html(),
              "answered 503 .*with an HTML page"), STATUS_524_PAGE(Fault.status(524).html(),
                  "answered 524 .*with an HTML page"), STATUS_200_NOTHING(Fault.status(200).empty(),
                      "answered 200 .*with nothing at all"), CUT_JSON(Fault.cutJson(),
                          "answered [0-9]{3} .*with JSON that is cut off"), NULL_RESULT(
                              Fault.nullResult(),
                              "without"), RESET_BEFORE_THE_BODY(Fault.reset(When.BEFORE_THE_BODY),
                                  "connection to Cloudflare broke"), RESET_AFTER_THE_BODY(
                                      Fault.reset(When.AFTER_THE_BODY),
                                      "connection to Cloudflare broke"), RESET_AFTER_APPLYING(
                                          Fault.reset(When.AFTER_APPLYING),
                                          "connection to Cloudflare broke"), RESET_IN_MID_ANSWER(
                                              Fault.reset(When.IN_MID_ANSWER),
                                              "connection to Cloudflare broke"), SLOW(
                                                  Fault.late(Duration.ofMillis(100)),
                                                  "is no trouble"), HANG(Fault.hang(),
                                                      "did not answer .* within"), EXPIRED_SESSION(
                                                          Fault.status(403)
                                                              .body("text/plain", "Expired JWT"),
                                                          "Expired JWT"), SCRIPT_BREAKS(
                                                              Fault.status(400)
                                                                  .code(10021,
                                                                      "Uncaught Error: no"),
                                                              "\\(code 10021\\)"), SCRIPT_TOO_LARGE(
                                                                  Fault.status(413)
                                                                      .code(10027,
                                                                          "Your Worker exceeded the size limit"),
                                                                  "\\(code 10027\\)"), BUSY(Fault
                                                                      .status(409)
                                                                      .code(10035,
                                                                          "Multiple attempts to modify a resource"),
                                                                      "\\(code 10035\\)"), NOT_PERMITTED(
                                                                          Fault.status(403)
                                                                              .code(10000,
                                                                                  "Authentication error"),
                                                                          "\\(code 10000\\)");

  @SuppressWarnings("ImmutableEnumChecker") // a record
  private final Fault.Trouble fault;
  private final String said;

  CloudflareTrouble(Fault.Trouble fault, String said) {
    this.fault = fault;
    this.said = said;
  }

  Fault.Trouble fault() {
    return fault;
  }

  /** A regular expression to be found where the reason is told. */
  String said() {
    return said;
  }

  /** What a deployment must live through if it happens once. */
  boolean isPassing() {
    return switch (this) {
      case EXPIRED_SESSION, SCRIPT_BREAKS, SCRIPT_TOO_LARGE, NOT_PERMITTED -> false;
      default -> true;
    };
  }

  /** Of those that last there need not be all: most end alike. */
  boolean mayLast() {
    return switch (this) {
      case TOO_MANY_RETRY_AFTER, STATUS_500, STATUS_200_NOTHING, CUT_JSON, NULL_RESULT,
          RESET_AFTER_APPLYING, HANG, EXPIRED_SESSION ->
        true;
      default -> false;
    };
  }

  /** That a call was carried out may not be known to who made it. */
  boolean losesAnswers() {
    return switch (this) {
      case CUT_JSON, NULL_RESULT, RESET_AFTER_APPLYING, RESET_IN_MID_ANSWER, HANG -> true;
      default -> false;
    };
  }

  /** Whether it is any trouble there that this platform has to do with. */
  boolean isSeenAt(CallSite site) {
    return switch (this) {
      case SLOW -> false;
      // Of many calls only the answer that it was done counts.
      case NULL_RESULT -> false;
      // The JDK's client itself repeats a GET on a connection that it had kept.
      case RESET_BEFORE_THE_BODY, RESET_AFTER_THE_BODY, RESET_AFTER_APPLYING ->
        !site.method().equals("GET");
      default -> true;
    };
  }

  /** A call that hangs is given up sooner, for there are many. */
  Duration callTime() {
    return this == HANG ? Duration.ofMillis(400) : Duration.ofSeconds(5);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
