package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.Signals.Signal;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Signals as they travel: who sends them, then a word for each, {@code d7} for deployment 7 and
 * {@code a3} for app 3.
 *
 * @param sender one running server
 */
record SignalText(UUID sender, List<Signal> signals) {

  /** PostgreSQL takes less than 8,000 bytes. */
  private static final int MAX_LENGTH = 7_900;

  /** As few texts as they fit in. */
  static List<String> write(UUID sender, Collection<Signal> signals) {
    List<String> texts = new ArrayList<>();
    StringBuilder text = new StringBuilder(sender.toString());
    for (Signal signal : signals) {
      String word = word(signal);
      if (text.length() + 1 + word.length() > MAX_LENGTH) {
        texts.add(text.toString());
        text = new StringBuilder(sender.toString());
      }
      text.append(' ').append(word);
    }
    texts.add(text.toString());
    return texts;
  }

  /** Throws {@link IllegalArgumentException} if nobody of ours has written this. */
  static SignalText read(String text) {
    String[] words = text.split(" ", -1);
    return new SignalText(UUID.fromString(words[0]),
        Arrays.stream(words).skip(1).map(SignalText::signal).distinct().toList());
  }

  private static String word(Signal signal) {
    return switch (signal) {
      case Signal.DeploymentChanged(DeploymentId id) -> "d" + id.value();
      case Signal.AppChanged(AppId id) -> "a" + id.value();
      case Signal.WorkIsDue() -> "w";
      case Signal.Anything() -> "*";
    };
  }

  private static Signal signal(String word) {
    if (word.matches("[da][0-9]{1,18}")) {
      long id = Long.parseLong(word.substring(1));
      return word.startsWith("d")
          ? new Signal.DeploymentChanged(new DeploymentId(id))
          : new Signal.AppChanged(new AppId(id));
    }
    // Another word is of a newer server, and may mean whatever is not known here.
    return word.equals("w") ? new Signal.WorkIsDue() : new Signal.Anything();
  }
}
