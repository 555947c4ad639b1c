package io.whopship.app;

import io.whopship.agent.docker.DockerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Which Docker Engine of its own host a server shows. */
sealed interface DockerChoice {

  /** The usual one, if its socket is there. */
  record IfThere() implements DockerChoice {}

  record None() implements DockerChoice {}

  record At(Path path) implements DockerChoice {}

  /** {@code auto}, {@code off}, or {@code unix://} and a path. */
  static DockerChoice parse(String text) {
    return switch (text) {
      case "auto" -> new IfThere();
      case "off" -> new None();
      default -> {
        if (!text.startsWith("unix://")) {
          throw new IllegalArgumentException(
              "must be auto, off, or unix:// and a path, but is '" + text + "'");
        }
        yield new At(DockerSettings.socketOf(text));
      }
    };
  }

  /** The socket of the engine to use. */
  default Optional<Path> usable() {
    return switch (this) {
      case IfThere() -> Optional.of(DockerSettings.USUAL_SOCKET).filter(Files::exists);
      case None() -> Optional.empty();
      case At(Path path) -> Optional.of(path);
    };
  }
}
