package io.whopship.adapter.http;

import io.whopship.ports.driving.logs.AppendLog;
import io.whopship.ports.model.logs.LogType;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lines to be, as a builder sends them. What one does not say, the URL may say for all. The bounds
 * are the port's; they are looked at here, since only here is it known which line of many it is.
 */
final class EntryJson {

  private final LogType type;
  private final String step;

  EntryJson(Request request, LogType ifNotSaid) {
    String word = request.queryParameter("log_type");
    String name = request.queryParameter("step_name");
    try {
      this.type = word == null ? ifNotSaid : LogLineJson.type(word);
    } catch (IllegalArgumentException e) {
      throw LogParameters.refusal("log_type", e);
    }
    this.step = name == null ? "" : name;
    if (step.length() > AppendLog.MAX_STEP) {
      throw new Refusal(Problem.invalidParameter("step_name", tooLong(AppendLog.MAX_STEP, step)));
    }
  }

  LogType type() {
    return type;
  }

  String step() {
    return step;
  }

  AppendLog.Entry read(JsonBody line) {
    String message = line.value("message", text -> text);
    LogType said = line.valueIfPresent("log_type", LogLineJson::type);
    String name = line.textIfPresent("step_name");
    return new AppendLog.Entry(said == null ? type : said,
        name == null ? step : bounded(line, "step_name", name, AppendLog.MAX_STEP),
        bounded(line, "message", message, AppendLog.MAX_MESSAGE), progress(line), metadata(line));
  }

  private static @Nullable Integer progress(JsonBody line) {
    Long progress = line.wholeIfPresent("progress_percentage", 0, 100);
    return progress == null ? null : progress.intValue();
  }

  private static Map<String, String> metadata(JsonBody line) {
    JsonBody body = line.objectIfPresent("metadata");
    if (body == null) {
      return Map.of();
    }
    Map<String, String> metadata = body.textsExcept(Set.of());
    if (metadata.size() > AppendLog.MAX_METADATA) {
      throw line.refuse("metadata", "Must have at most " + AppendLog.MAX_METADATA
          + " members, but has " + metadata.size());
    }
    for (Map.Entry<String, String> member : metadata.entrySet()) {
      String name = member.getKey();
      if (name.length() > AppendLog.MAX_METADATA_NAME
          || name.chars().anyMatch(Character::isISOControl)) {
        throw line.refuse("metadata", "Must have names of at most " + AppendLog.MAX_METADATA_NAME
            + " characters without control characters, but has one of " + name.length());
      }
      bounded(body, name, member.getValue(), AppendLog.MAX_METADATA_VALUE);
    }
    return metadata;
  }

  private static String bounded(JsonBody in, String member, String text, int most) {
    if (text.length() > most) {
      throw in.refuse(member, tooLong(most, text));
    }
    return text;
  }

  private static String tooLong(int most, String text) {
    return "Must be at most " + most + " characters, but has " + text.length();
  }
}
