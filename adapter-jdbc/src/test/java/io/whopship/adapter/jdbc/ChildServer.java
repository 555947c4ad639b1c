package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.logs.LogLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A process of its own that opens the stores in a directory and writes a log without end, each line
 * by the other way in, saying the number of each once it is acknowledged. If it cannot open them,
 * it says why.
 */
final class ChildServer implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;
  private String said = "";

  private ChildServer(Process process) {
    this.process = process;
    this.output = new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static ChildServer start(Path directory) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ChildServer(new ProcessBuilder(java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
        "-cp", System.getProperty("java.class.path"), ChildServer.class.getName(),
        directory.toString()).redirectError(ProcessBuilder.Redirect.DISCARD).start());
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

  public static void main(String[] args) {
    try (H2Stores h2 = new H2Stores(Path.of(args[0]))) {
      // Space is used again at once, not after 45 s: H2 then loses sight of its last commits.
      h2.execute("set retention_time 0");
      JdbcStores stores = h2.stores;
      Deployment deployment = Given.deployment(stores, "child" + ProcessHandle.current().pid());
      for (int i = 1;; i++) {
        List<LogLine> line = List.of(Given.line("line " + i));
        if (i % 2 == 0) {
          stores.logs().append(deployment.id(), line);
        } else {
          Given.won(stores, Change.lines(deployment, line));
        }
        System.out.println(i);
      }
    } catch (PortException e) {
      System.out.println(e.getMessage());
    }
  }
}
