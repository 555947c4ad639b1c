package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AgentCommandTest {

  @TempDir
  private Path folder;

  /** What it prints, with its exit code before it. */
  private String run(String... arguments) {
    StringWriter printed = new StringWriter();
    int code = new CommandLine(new AgentCommand(Map.of())).setErr(new PrintWriter(printed))
        .setExecutionExceptionHandler((e, command, parsed) -> {
          command.getErr().println(e.getMessage());
          return 1;
        })
        .execute(Stream.concat(Stream.of("--state", folder.toString()), Stream.of(arguments))
            .toArray(String[]::new));
    return code + " " + printed;
  }

  @Test
  void wrongAddressesAreNamedByTheirOption() {
    assertThat(run()).startsWith("2 Missing required option: '--server=URL'");
    assertThat(run("--server", "api.example.com"))
        .startsWith("2 --server: must be an http or https URL, such as https://api.example.com");
    assertThat(run("--server", "https://x", "--docker", "tcp://10.0.0.1"))
        .startsWith("2 --docker: must be unix:// and an absolute path");
  }

  @Test
  void anEngineThatIsNotThereEndsIt() {
    assertThat(run("--server", "http://127.0.0.1:1", "--docker", "unix://" + folder + "/d.sock"))
        .startsWith("1 the Docker Engine at unix://" + folder + "/d.sock is not there");
  }

  @Test
  void twoAgentsDoNotShareAFolder() throws Exception {
    try (FileChannel file = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE,
        StandardOpenOption.WRITE); FileLock lock = file.lock()) {
      assertThat(lock.isValid()).isTrue();
      assertThat(run("--server", "http://127.0.0.1:1"))
          .startsWith("1 another agent runs with the folder " + folder);
    }
  }
}
