package io.whopship.ports.model.artifact;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a worker wants to be run.
 *
 * @param compatibilityDate which behaviour of the Workers runtime; without one, the newest that the
 * edge offers
 */
public record RuntimeSettings(@Nullable LocalDate compatibilityDate,
    List<String> compatibilityFlags, AssetSettings assets) {

  public static final RuntimeSettings DEFAULT = new RuntimeSettings(null,
      List.of("nodejs_compat", "global_fetch_strictly_public"),
      AssetSettings.DEFAULT);

  public RuntimeSettings {
    compatibilityFlags = List.copyOf(compatibilityFlags);
    for (String flag : compatibilityFlags) {
      if (!flag.matches("[a-z0-9_]{1,100}")) {
        throw new IllegalArgumentException(
            "compatibilityFlags: a flag must be 1 to 100 of a-z 0-9 _, but one is '" + flag + "'");
      }
    }
  }
}
