package io.whopship.adapter.cloudflare.workerd;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the files {@code _headers} and {@code _redirects} among the assets say, in the form that the
 * assets worker reads. A line that cannot be obeyed is left out, and a complaint says so.
 *
 * @param headers each {@code {path, set: [[name, value]], unset: [name]}}
 * @param redirects each {@code {from, to, status}}
 * @param complaints what was left out
 */
record AssetRules(JsonArray headers, JsonArray redirects, Complaints complaints) {

  static final String HEADERS_FILE = "/_headers";
  static final String REDIRECTS_FILE = "/_redirects";

  /** Limits of Workers Static Assets (developers.cloudflare.com/workers/static-assets). */
  private static final int MAX_HEADER_RULES = 100;
  private static final int MAX_HEADER_LINE = 2_000;
  private static final int MAX_STATIC_REDIRECTS = 2_000;
  private static final int MAX_DYNAMIC_REDIRECTS = 100;
  private static final int MAX_REDIRECT_LINE = 1_000;

  /** Of one file: more than any that keeps the limits above and is not mostly comments. */
  static final long MAX_FILE_BYTES = 1 << 20;

  private static final Set<String> REDIRECT_STATUSES = Set.of("200", "301", "302", "303", "307",
      "308");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\*|:[A-Za-z]\\w*");
  private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]*");

  static AssetRules parse(String headersFile, String redirectsFile) {
    AssetRules rules = new AssetRules(new JsonArray(), new JsonArray(), new Complaints());
    rules.parseHeaders(headersFile);
    rules.parseRedirects(redirectsFile);
    return rules;
  }

  /** Why a file of this size is not read at all. */
  static String tooLarge(String file, long bytes) {
    return file.substring(1) + " is left out: it has " + bytes + " bytes, and " + MAX_FILE_BYTES
        + " are allowed";
  }

  private void parseHeaders(String text) {
    JsonObject rule = null; // what the indented lines belong to
    int number = 0;
    for (Iterator<String> lines = text.lines().iterator(); lines.hasNext();) {
      String line = lines.next();
      number++;
      String content = line.strip();
      if (content.isEmpty() || content.startsWith("#")) {
        continue;
      }
      if (line.length() > MAX_HEADER_LINE) {
        complainOfLength(HEADERS_FILE, number, MAX_HEADER_LINE);
        rule = Character.isWhitespace(line.charAt(0)) ? rule : null;
      } else if (!Character.isWhitespace(line.charAt(0))) {
        rule = null;
        if (!isPathPattern(content)) {
          complain(HEADERS_FILE, number, "a rule must begin with a path that has at most one *");
        } else if (headers.size() == MAX_HEADER_RULES) {
          complain(HEADERS_FILE, number, "there are more than " + MAX_HEADER_RULES + " rules");
        } else {
          rule = new JsonObject().put("path", content)
              .put("set", new JsonArray())
              .put("unset",
                  new JsonArray());
          headers.add(rule);
        }
      } else if (rule != null && !addHeader(rule, content)) {
        complain(HEADERS_FILE, number, "a header must be 'Name: value' or '! Name'");
      }
    }
  }

  private static boolean addHeader(JsonObject rule, String content) {
    if (content.startsWith("!")) {
      String name = content.substring(1).strip();
      return HEADER_NAME.matcher(name).matches() && rule.getJsonArray("unset").add(name) != null;
    }
    int colon = content.indexOf(':');
    if (colon < 0) {
      return false;
    }
    String name = content.substring(0, colon).strip();
    String value = content.substring(colon + 1).strip();
    return HEADER_NAME.matcher(name).matches() && HEADER_VALUE.matcher(value).matches()
        && rule.getJsonArray("set").add(JsonArray.of(name, value)) != null;
  }

  private void parseRedirects(String text) {
    int number = 0;
    int dynamic = 0;
    for (Iterator<String> lines = text.lines().iterator(); lines.hasNext();) {
      String line = lines.next();
      number++;
      String content = line.strip();
      if (content.isEmpty() || content.startsWith("#")) {
        continue;
      }
      if (line.length() > MAX_REDIRECT_LINE) {
        complainOfLength(REDIRECTS_FILE, number, MAX_REDIRECT_LINE);
        continue;
      }
      String[] words = content.split("\\s+", -1);
      String status = words.length > 2 ? words[2] : "302";
      if (words.length < 2 || words.length > 3 || !isPathPattern(words[0])
          || !words[1].matches("(/|https?://)[\\x21-\\x7e]*")
          || !REDIRECT_STATUSES.contains(status)
          || (status.equals("200") && !words[1].startsWith("/"))) {
        complain(REDIRECTS_FILE, number,
            "a rule must be '/from /to status' with a status of " + REDIRECT_STATUSES.stream()
                .sorted()
                .toList() + ", and 200 leads to a path");
        continue;
      }
      boolean isDynamic = PLACEHOLDER.matcher(words[0]).find();
      if (isDynamic && dynamic == MAX_DYNAMIC_REDIRECTS) {
        complain(REDIRECTS_FILE, number,
            "there are more than " + MAX_DYNAMIC_REDIRECTS + " rules with a * or :name");
      } else if (!isDynamic && redirects.size() - dynamic == MAX_STATIC_REDIRECTS) {
        complain(REDIRECTS_FILE, number,
            "there are more than " + MAX_STATIC_REDIRECTS + " rules without a * or :name");
      } else {
        dynamic += isDynamic ? 1 : 0;
        redirects.add(new JsonObject().put("from", words[0])
            .put("to", words[1])
            .put("status",
                Integer.parseInt(status)));
      }
    }
  }

  /** At most one {@code *}, as on Cloudflare: more would make matching slow. */
  private static boolean isPathPattern(String text) {
    if (!text.startsWith("/")) {
      return false;
    }
    Set<String> names = new HashSet<>();
    Matcher matcher = PLACEHOLDER.matcher(text);
    while (matcher.find()) {
      if (!names.add(matcher.group().replace("*", ":splat"))) {
        return false;
      }
    }
    return true;
  }

  private void complainOfLength(String file, int line, int limit) {
    complain(file, line, "it is longer than " + limit + " characters");
  }

  private void complain(String file, int line, String why) {
    complaints.add(file.substring(1) + " line " + line + " is left out: " + why);
  }
}
