package io.whopship.ports.model.artifact;

import java.util.List;
import java.util.Locale;

/** How static assets are served, in the words of Workers Static Assets. */
public record AssetSettings(WorkerFirst runWorkerFirst, HtmlHandling htmlHandling,
    NotFoundHandling notFoundHandling) {

  public static final AssetSettings DEFAULT = new AssetSettings(new WorkerFirst.Never(),
      HtmlHandling.AUTO_TRAILING_SLASH, NotFoundHandling.NONE);

  /** Which requests the worker sees before the assets do. {@code toString} is its JSON. */
  public sealed interface WorkerFirst {

    /** None: a matching asset answers. */
    record Never() implements WorkerFirst {
      @Override
      public String toString() {
        return "false";
      }
    }

    /** All. */
    record Always() implements WorkerFirst {
      @Override
      public String toString() {
        return "true";
      }
    }

    /** Those whose path matches a pattern such as {@code /api/*} and none such as {@code !/x}. */
    record Matching(List<String> patterns) implements WorkerFirst {

      public static final int MAX_PATTERNS = 100;
      public static final int MAX_LENGTH = 100;

      public Matching {
        patterns = List.copyOf(patterns);
        if (patterns.isEmpty() || patterns.size() > MAX_PATTERNS) {
          throw new IllegalArgumentException("run_worker_first must have 1 to " + MAX_PATTERNS
              + " patterns, but has " + patterns.size());
        }
        for (String pattern : patterns) {
          if (!pattern.matches("!?/[\\x21-\\x7e&&[^\"\\\\]]*") || pattern.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("run_worker_first: a pattern must start with / or"
                + " !/ and be at most " + MAX_LENGTH + " printable ASCII characters without quotes,"
                + " but one is '" + pattern + "'");
          }
        }
      }

      @Override
      public String toString() {
        return "[\"" + String.join("\",\"", patterns) + "\"]";
      }
    }
  }

  /** How the path of an HTML file is written in its URL. */
  public enum HtmlHandling {
    AUTO_TRAILING_SLASH, FORCE_TRAILING_SLASH, DROP_TRAILING_SLASH, NONE;

    /** As configuration writes it: {@code auto-trailing-slash}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** What a browser gets for a page that is not there. */
  public enum NotFoundHandling {
    NONE("none"), PAGE_404("404-page"), SINGLE_PAGE_APPLICATION("single-page-application");

    private final String word;

    NotFoundHandling(String word) {
      this.word = word;
    }

    /** As configuration writes it: {@code 404-page}. */
    public String word() {
      return word;
    }
  }
}
