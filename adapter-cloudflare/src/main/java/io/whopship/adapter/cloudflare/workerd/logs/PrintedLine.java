package io.whopship.adapter.cloudflare.workerd.logs;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.regex.Pattern;

/**
 * A line of the output of workerd, which writes JSON ({@code structuredLogging}): so what a worker
 * prints cannot pass for what workerd says of it.
 */
sealed interface PrintedLine {

  /** How a line of a worker begins; in one of workerd's own a text follows. */
  Pattern BY_THE_WORKER = Pattern.compile("^\\{\"timestamp\":[0-9]");

  /** The text alone, which may have many lines. */
  String message();

  /**
   * By {@code console} or {@code process.stdout}.
   *
   * @param at in milliseconds; 0 while the worker starts
   * @param level {@code log}, {@code warn} and so on
   */
  record OfWorker(long at, String level, String message) implements PrintedLine {}

  /** By workerd itself, as it would print it without JSON. */
  record OfWorkerd(String message) implements PrintedLine {}

  /** Of a line as it was printed. Whatever is no JSON was printed by workerd, or by the shell. */
  static PrintedLine parse(String line) {
    if (!line.startsWith("{\"timestamp\":")) {
      return new OfWorkerd(line);
    }
    try {
      JsonObject json = new JsonObject(line);
      String message = json.getString("message", "");
      return BY_THE_WORKER.matcher(line).find()
          ? new OfWorker(json.getLong("timestamp"), json.getString("level", "log"), message)
          : new OfWorkerd(plain(json, message));
    } catch (DecodeException | ClassCastException e) {
      return new OfWorkerd(line);
    }
  }

  private static String plain(JsonObject json, String message) {
    boolean isOfTheConfiguration = message.startsWith("service ");
    return isOfTheConfiguration
        ? message
        : json.getString("source", "workerd") + ": " + json.getString("level", "info") + ": "
            + message;
  }

  /**
   * A line of a worker that lacks its end, closed behind the last character that is certainly
   * whole.
   */
  static String close(String cutLine) {
    int end = cutLine.length();
    int escape = cutLine.lastIndexOf('\\');
    if (escape >= end - "\\uffff".length()) {
      end = escape;
      while (end > 0 && cutLine.charAt(end - 1) == '\\') {
        end--;
      }
    }
    return cutLine.substring(0, end) + "\"}";
  }
}
