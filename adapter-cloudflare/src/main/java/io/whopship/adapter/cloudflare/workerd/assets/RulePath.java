package io.whopship.adapter.cloudflare.workerd.assets;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The path of a rule: {@code :name} stands for a segment, {@code *} for any rest. */
final class RulePath {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\*|:[A-Za-z]\\w*");

  private RulePath() {}

  static boolean hasPlaceholder(String path) {
    return PLACEHOLDER.matcher(path).find();
  }

  /** Each name once, and at most one {@code *}, whose name is {@code :splat}. */
  static boolean isUnambiguous(String path) {
    Set<String> names = new HashSet<>();
    Matcher matcher = PLACEHOLDER.matcher(path);
    while (matcher.find()) {
      if (!names.add(matcher.group().replace("*", ":splat"))) {
        return false;
      }
    }
    return true;
  }
}
