package io.whopship.app;

import io.whopship.ports.model.identity.Secret;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings one by one and collects what is wrong with them, so that all of it is told at
 * once.
 */
final class Settings {

  /** Meant for the launcher, or for an agent; not for the server. */
  private static final Set<String> OF_OTHERS = Set.of("WHOPSHIP_JDK", "WHOPSHIP_JAVA_OPTIONS",
      "WHOPSHIP_AGENT_TOKEN");

  /** What has one of these in its name is not to be repeated in a message. */
  private static final List<String> SECRETS = List.of("TOKEN", "SECRET", "SIGNING_KEY",
      "PASSWORD", "ACCESS_KEY", "OTLP_HEADERS");

  private static final List<String> UNITS = List.of("", "K", "M", "G");

  private final Map<String, String> environment;
  private final Set<String> known = new TreeSet<>(OF_OTHERS);
  private final List<String> problems = new ArrayList<>();

  Settings(Map<String, String> environment) {
    this.environment = environment;
  }

  String text(String name, String otherwise) {
    known.add(name);
    String value = environment.getOrDefault(name, "");
    return value.isEmpty() ? otherwise : value;
  }

  /** A token or a key; {@code null} if it is not set. */
  @Nullable
  Secret secret(String name) {
    String text = text(name, "");
    require(name, text.isEmpty() || text.matches("[\\x21-\\x7e]{16,256}"),
        "must be 16 to 256 printable ASCII characters without spaces");
    return text.isEmpty() ? null : new Secret(text);
  }

  /** What {@code parse} makes of a setting; of its default, if it is wrong. */
  <T> T of(String name, String otherwise, Function<String, T> parse) {
    try {
      return parse.apply(text(name, otherwise));
    } catch (IllegalArgumentException e) {
      problems.add(name + ": " + e.getMessage());
      return parse.apply(otherwise);
    }
  }

  /** Each of these that is set is wrong, as something else is missing that they depend on. */
  void rejectIfSet(Collection<String> names, String reason) {
    known.addAll(names);
    names.stream()
        .sorted()
        .filter(name -> !text(name, "").isEmpty())
        .forEach(name -> problems.add(name + ": " + reason));
  }

  /** Something is wrong that concerns more than one setting. */
  void reject(String problem) {
    problems.add(problem);
  }

  int number(String name, int otherwise, int least, int most) {
    String text = text(name, Integer.toString(otherwise));
    boolean good = text.matches("[0-9]{1,9}") && Integer.parseInt(text) >= least
        && Integer.parseInt(text) <= most;
    require(name, good, "must be a whole number from " + least + " to " + most);
    return good ? Integer.parseInt(text) : otherwise;
  }

  /** A size: bytes, or with a unit, {@code 10M} or {@code 512MiB}, each 1,024 of the one before. */
  long bytes(String name, long otherwise) {
    String text = text(name, Long.toString(otherwise)).toUpperCase(Locale.ROOT);
    boolean good = text.matches("[1-9][0-9]{0,11}([KMG](I?B)?)?");
    require(name, good, "must be a size such as 1048576, 512K, 10MiB or 2G");
    if (!good) {
      return otherwise;
    }
    String digits = text.replaceAll("[A-Z]", "");
    String unit = text.substring(digits.length()).replaceAll("I?B", "");
    return Long.parseLong(digits) << (10 * UNITS.indexOf(unit));
  }

  void require(String name, boolean good, String rule) {
    if (!good) {
      String value = isSecret(name) ? "" : " (it is '" + text(name, "") + "')";
      problems.add(name + ": " + rule + value);
    }
  }

  private static boolean isSecret(String name) {
    return SECRETS.stream().anyMatch(name::contains);
  }

  /** A misspelt setting would otherwise be ignored in silence. */
  void rejectUnknown() {
    environment.keySet()
        .stream()
        .filter(name -> name.startsWith("WHOPSHIP_"))
        .filter(name -> !known.contains(name))
        .sorted()
        .forEach(name -> problems.add(name + ": there is no such setting"));
  }

  void throwIfWrong() {
    if (!problems.isEmpty()) {
      throw new Configuration.Invalid(problems);
    }
  }
}
