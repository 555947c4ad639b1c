package io.whopship.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.model.identity.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentKeyTest {

  @TempDir
  Path folder;

  @Test
  void isMadeOnceAndOnlyItsOwnerCanReadIt() throws IOException {
    Path file = folder.resolve("agent-key");
    Secret key = AgentKey.in(file);

    assertThat(key.reveal()).matches("[0-9a-f]{64}");
    assertThat(AgentKey.in(file)).isEqualTo(key);
    assertThat(AgentKey.in(folder.resolve("another"))).isNotEqualTo(key);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(folder).isDirectoryNotContaining(other -> other.toString().endsWith(".new"));
  }

  @Test
  void aFileWithAnythingElseIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("agent-key"), "hunter2");

    assertThatThrownBy(() -> AgentKey.in(file)).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(file + " does not hold an agent's key")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
  }
}
