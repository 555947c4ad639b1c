package io.whopship.adapter.cloudflare.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.ports.driven.PortException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What the API says to a call, once it says something. */
public sealed interface Reply {

  /**
   * It was done.
   *
   * @param result a null or missing node if there is none; a binary one of a raw answer
   * @param info where a list goes on; a missing node if it says nothing
   */
  record Done(int status, JsonNode result, JsonNode info) implements Reply {}

  /**
   * It was not done, and would not be if it were asked again.
   *
   * @param faults at least one
   * @param ray by which Cloudflare finds the call; empty if it gave none
   */
  record Refused(Call call, int status, List<Fault> faults, String ray) implements Reply {

    private static final Set<Integer> FORBIDDEN = Set.of(9109, 10000);
    private static final Set<Integer> UNKNOWN_TOKEN = Set.of(1000, 6003, 6111, 9106, 10001);

    public Refused {
      faults = List.copyOf(faults);
    }

    public boolean has(int code) {
      return faults.stream().anyMatch(fault -> fault.code() == code);
    }

    /** That the token is good, but lacks the product's permission. */
    public boolean isForbidden() {
      return FORBIDDEN.stream().anyMatch(this::has);
    }

    /** That there is no such token. */
    public boolean isUnknownToken() {
      return UNKNOWN_TOKEN.stream().anyMatch(this::has);
    }

    /** What it says, without line breaks and full stop. */
    String said() {
      return faults.stream().map(Fault::toString).collect(Collectors.joining("; "));
    }

    /** What it says, without line breaks, and what can be done about it. */
    public String reason() {
      return withAdvice(said());
    }

    /** Something said without its full stop, and what can be done about the faults. */
    String withAdvice(String said) {
      String advice = faults.stream()
          .flatMap(fault -> call.product().advice(fault.code()).stream())
          .distinct()
          .collect(Collectors.joining(" "));
      return advice.isEmpty() ? said : said + ". " + advice;
    }

    public PortException.Rejected asException() {
      return new PortException.Rejected("Cloudflare answered " + status + " to " + call.what()
          + (ray.isEmpty() ? "" : " (cf-ray " + ray + ")") + ": " + reason(),
          new RefusedException(this));
    }
  }

  /**
   * One of the errors of an answer.
   *
   * @param message without line breaks and tokens
   */
  record Fault(int code, String message) {

    /** Of an answer that was not the API's own. */
    public static final int NO_CODE = 0;

    @Override
    public String toString() {
      String said = message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
      return code == NO_CODE ? said : said + " (code " + code + ")";
    }
  }
}
