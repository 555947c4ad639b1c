package io.whopship.adapter.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How lines that were found are written. */
enum LogFormat {

  JSON("application/json"), NDJSON("application/x-ndjson"), TEXT("text/plain");

  final String mediaType;

  LogFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  /**
   * What is asked for by {@code ?format=} or else by name in the Accept header; {@code null} if
   * nothing is, as when any type will do.
   */
  static @Nullable LogFormat asked(Request request) {
    if (request.queryParameter("format") != null) {
      return new LogParameters(request).word("format", LogFormat.class, TEXT);
    }
    String header = request.header("Accept");
    for (String range : header == null ? new String[0] : header.split(",", -1)) {
      String type = range.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
      for (LogFormat format : values()) {
        if (format.mediaType.equals(type)) {
          return format;
        }
      }
    }
    return null;
  }
}
