package io.whopship.adapter.jdbc;

import io.whopship.ports.model.identity.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;

/** A process of its own, as a server on a database that may be used by others, too. */
final class Child implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;
  private String said = "";

  private Child(Process process) {
    this.process = process;
    this.output = new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Its program gets the arguments, and finds the settings by {@link #settings}. */
  static Child start(Class<?> program, DatabaseSettings settings, String... arguments)
      throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = new ArrayList<>(List.of(java, "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC", "-Duser.timezone=" + TimeZone.getDefault().getID(), "-cp",
        System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder process = new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.DISCARD);
    process.environment().put("TEST_URL", settings.url());
    process.environment().put("TEST_USER", settings.user());
    process.environment().put("TEST_PASSWORD", settings.password().reveal());
    return new Child(process.start());
  }

  /** Called within the child. */
  static DatabaseSettings settings() {
    return DatabaseSettings
        .of(System.getenv("TEST_URL"), System.getenv("TEST_USER"),
            new Secret(System.getenv("TEST_PASSWORD")))
        .withConnections(4);
  }

  /** What it says next. */
  String nextLine() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the child ended; it said last: " + said);
    }
    said = line;
    return line;
  }

  /** Kills it as {@code kill -9} does, and answers the last that it said. */
  String kill() throws Exception {
    // Not Process.destroyForcibly, which would close the output that is still to be read.
    process.toHandle().destroyForcibly();
    process.waitFor();
    output.lines().forEach(line -> said = line);
    return said;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
