package io.whopship.adapter.cloudflare.workerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import io.whopship.ports.driven.PortException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerdBinaryTest {

  @TempDir
  Path directory;

  @Test
  void itIsTheVersionThatNpmPins() throws Exception {
    JsonObject pinned = new JsonObject(Files.readString(Path.of("workerd", "package.json")))
        .getJsonObject("optionalDependencies");

    assertThat(pinned.getMap().values()).isNotEmpty().containsOnly(WorkerdBinary.VERSION);
    assertThat(WorkerdBinary.VERSION)
        .contains(WorkerdBinary.NEWEST_COMPATIBILITY_DATE.toString().replace("-", ""));
  }

  @Test
  void theFirstDirectoryThatHasItIsTaken() {
    assertThat(WorkerdBinary.find(null, List.of(directory, Path.of("workerd"))).path())
        .isExecutable()
        .startsWith(Path.of("workerd").toAbsolutePath());
  }

  @Test
  void withoutOneItSaysWhatToDo() {
    assertThatThrownBy(() -> WorkerdBinary.find(null, List.of(directory)))
        .isInstanceOf(PortException.Unavailable.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("npm ci");
  }

  @Test
  void aConfiguredPathMustBeRight() {
    Path wrong = directory.resolve("workerd");

    assertThatThrownBy(() -> WorkerdBinary.find(wrong, List.of(Path.of("workerd"))))
        .isInstanceOf(PortException.Unavailable.class)
        .hasMessageContaining(wrong.toString());
    assertThatThrownBy(() -> new WorkerdBinary(directory))
        .isInstanceOf(PortException.Unavailable.class);
  }
}
