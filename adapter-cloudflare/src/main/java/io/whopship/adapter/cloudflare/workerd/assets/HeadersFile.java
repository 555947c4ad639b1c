package io.whopship.adapter.cloudflare.workerd.assets;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code _headers}: a path, or {@code https://host/path}, and below it what is set and
 * removed there.
 */
final class HeadersFile {

  /** Limit of Workers Static Assets. */
  private static final int MAX_RULES = 100;

  private static final Pattern PATH = Pattern
      .compile("(?:https://(?<host>[^/\\s]+))?(?<path>/\\S*)");
  private static final Pattern LOOKS_LIKE_A_PATH = Pattern.compile("/.*|\\S+://.*");
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]+");

  private final Map<String, Rule> rules = new LinkedHashMap<>();
  private final Complaints complaints;
  private boolean isFull;

  private record Rule(int line, JsonObject json, JsonArray set, JsonArray unset) {}

  private HeadersFile(Complaints complaints) {
    this.complaints = complaints;
  }

  /** {@code [{host?, path, set, unset}]}; names are in lower case. */
  static JsonArray parse(String text, Complaints complaints) {
    HeadersFile file = new HeadersFile(complaints);
    file.read(text);
    JsonArray json = new JsonArray();
    file.rules.values().forEach(rule -> json.add(rule.json()));
    return json;
  }

  private void read(String text) {
    Rule rule = null; // what the next lines belong to; null below a path that was left out
    int number = 0;
    for (Iterator<String> lines = text.lines().iterator(); lines.hasNext() && !isFull;) {
      String line = lines.next().strip();
      number++;
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      boolean isPath = LOOKS_LIKE_A_PATH.matcher(line).matches();
      if (line.length() > AssetRules.MAX_LINE) {
        complain(number, "it is longer than " + AssetRules.MAX_LINE + " characters");
        rule = isPath ? null : rule;
      } else if (isPath) {
        rule = addRule(line, number);
      } else if (rule == null) {
        complain(number, "there is no rule with a path above it");
      } else if (!addHeader(rule, line)) {
        complain(number, "a header must be 'Name: value' or '! Name'");
      }
    }
  }

  private @Nullable Rule addRule(String line, int number) {
    Matcher path = PATH.matcher(line);
    if (!path.matches() || !RulePath.isUnambiguous(line.replace("https:", ""))) {
      complain(number, "a rule must begin with /path or https://host/path, with at most one * and"
          + " each :name once");
      return null;
    }
    String host = path.group("host");
    if (host != null && host.matches(".*:\\d+")) {
      complain(number, "a host must have no port");
      return null;
    }
    Rule earlier = rules.remove(line);
    if (earlier != null) {
      complain(earlier.line(), "line " + number + " has a rule for the same path");
    }
    if (rules.size() == MAX_RULES) {
      complaints.add("_headers line " + number + " is left out, and so is the rest: there are more"
          + " than " + MAX_RULES + " rules");
      isFull = true;
      return null;
    }
    JsonObject json = new JsonObject();
    if (host != null) {
      json.put("host", host.toLowerCase(Locale.ROOT));
    }
    JsonArray set = new JsonArray();
    JsonArray unset = new JsonArray();
    Rule rule = new Rule(number, json.put("path", path.group("path"))
        .put("set", set)
        .put("unset", unset), set, unset);
    rules.put(line, rule);
    return rule;
  }

  private static boolean addHeader(Rule rule, String line) {
    if (line.startsWith("!")) {
      String name = line.substring(1).strip();
      return NAME.matcher(name).matches() && rule.unset().add(lowerCase(name)) != null;
    }
    int colon = line.indexOf(':');
    if (colon < 0) {
      return false;
    }
    String name = line.substring(0, colon).strip();
    String value = line.substring(colon + 1).strip();
    return NAME.matcher(name).matches() && VALUE.matcher(value).matches()
        && rule.set().add(JsonArray.of(lowerCase(name), value)) != null;
  }

  private static String lowerCase(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private void complain(int line, String why) {
    complaints.add("_headers line " + line + " is left out: " + why);
  }
}
