package io.whopship.adapter.cloudflare.workerd.assets;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.whopship.ports.model.artifact.AssetSettings.HtmlHandling;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code _redirects}: on each line {@code /from /to [status]}. */
final class RedirectsFile {

  /** Limits of Workers Static Assets. */
  private static final int MAX_STATIC = 2_000;
  private static final int MAX_DYNAMIC = 100;

  private static final List<String> STATUSES = List.of("200", "301", "302", "303", "307", "308");
  private static final Pattern COMMENT = Pattern.compile("\\s+#.*$");
  private static final Pattern TARGET = Pattern.compile("(/|https://[^/]).*");
  private static final Pattern INDEX = Pattern.compile("/(.*/)?index(\\.html)?");

  private final JsonArray redirects = new JsonArray();
  private final Set<String> seen = new HashSet<>();
  private final HtmlHandling html;
  private int dynamic;

  private RedirectsFile(HtmlHandling html) {
    this.html = html;
  }

  /** {@code [{from, to, status}]}, the first that fits counts. */
  static JsonArray parse(String text, HtmlHandling html, Complaints complaints) {
    RedirectsFile file = new RedirectsFile(html);
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        String refusal = file.add(line);
        if (refusal != null) {
          complaints.add("_redirects line " + (i + 1) + " is left out: " + refusal);
        }
      }
    }
    return file.redirects;
  }

  /** Answers why the line is left out; null if it is not. */
  private @Nullable String add(String line) {
    if (line.length() > AssetRules.MAX_LINE) {
      return "it is longer than " + AssetRules.MAX_LINE + " characters";
    }
    String[] words = COMMENT.matcher(line).replaceFirst("").split("\\s+", -1);
    if (words.length < 2 || words.length > 3) {
      return "a rule must be '/from /to status', but has " + words.length + " words";
    }
    String from = words[0].startsWith("/") ? words[0] : "/" + words[0];
    String to = words[1];
    String status = words.length == 3 ? words[2] : "302";
    String refusal = refusal(words[0], from, to, status);
    if (refusal != null) {
      return refusal;
    }
    // Wrangler, too, counts what stands below a rule with a placeholder among these.
    boolean isDynamic = dynamic > 0 || RulePath.hasPlaceholder(from);
    if (isDynamic && dynamic == MAX_DYNAMIC) {
      return "there are more than " + MAX_DYNAMIC + " rules with a * or :name, or below one";
    }
    if (!isDynamic && redirects.size() == MAX_STATIC) {
      return "there are more than " + MAX_STATIC + " rules without a * or :name";
    }
    if (!seen.add(from)) {
      return "there is a rule for " + from + " above it";
    }
    dynamic += isDynamic ? 1 : 0;
    redirects.add(new JsonObject().put("from", from)
        .put("to", to)
        .put("status", Integer.parseInt(status)));
    return null;
  }

  private @Nullable String refusal(String word, String from, String to, String status) {
    if (word.contains("://")) {
      return "it must lead from a path of this site, but begins with " + word;
    }
    if (!RulePath.isUnambiguous(from)) {
      return "a path has at most one * and each :name once";
    }
    if (!TARGET.matcher(to).matches()) {
      return "it must lead to /path or https://host/path, but leads to " + to;
    }
    if (!STATUSES.contains(status)) {
      return "the status must be one of " + STATUSES + ", but is " + status;
    }
    if (status.equals("200") && !to.startsWith("/")) {
      return "with status 200 it must lead to a path of this site, but leads to " + to;
    }
    boolean toItself = from.endsWith("/*")
        || (from.endsWith("/") && html != HtmlHandling.NONE);
    return toItself && INDEX.matcher(to).matches()
        ? "it leads to itself; to answer everything with /index.html, set not_found_handling to"
            + " single-page-application"
        : null;
  }
}
