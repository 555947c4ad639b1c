package io.whopship.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that runs until it is closed. */
record Program(Process process) implements AutoCloseable {

  private static final int SECONDS_TO_END = 30;

  /** Runs one to its end. Throws unless it says that all is well. */
  static Duration run(List<String> command) {
    return run(command, Map.of(), Path.of("."));
  }

  /** The same in this environment and directory. */
  static Duration run(List<String> command, Map<String, String> environment, Path directory) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.INHERIT)
        .directory(directory.toFile());
    builder.environment().putAll(environment);
    long began = System.nanoTime();
    try {
      int status = builder.start().waitFor();
      if (status != 0) {
        throw new IllegalStateException(command + " ended with status " + status);
      }
      return Duration.ofNanos(System.nanoTime() - began);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** All that it prints goes into the log. */
  static Program start(List<String> command, Map<String, String> environment, Path log) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
        .redirectOutput(Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    try {
      return new Program(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
