package io.whopship.testkit;

import io.whopship.ports.model.identity.Secret;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A real S3 server that verifies signatures, expiry and signed headers, in a process of its own
 * which ends with this one, however that ends. Needs the built module {@code adapter-r2/s3-server}.
 */
public final class S3Server implements AutoCloseable {

  private static final int SECONDS_TO_END = 5;
  private static final String ANNOUNCEMENT = "PORT ";

  private final Path module;
  private final Path data;
  private Process process;
  private int port;

  private S3Server(Path module, Path data, Process process) {
    this.module = module;
    this.data = data;
    this.process = process;
  }

  /**
   * Starts it and waits until it answers. It has no bucket yet.
   *
   * @param module the directory of {@code adapter-r2/s3-server}
   * @param data where it keeps objects: a bucket is a directory in there
   */
  public static S3Server start(Path module, Path data) throws IOException {
    S3Server server = new S3Server(module, data, launch(module, data, 0));
    server.port = server.announcedPort();
    return server;
  }

  private static Process launch(Path module, Path data, int port) throws IOException {
    Path classPath = module.resolve("target/classpath.txt");
    if (!Files.exists(classPath)) {
      throw new IOException(classPath + " is missing: build adapter-r2/s3-server first (mvn -am)");
    }
    return new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"), "-Xmx128m",
        "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
        module.resolve("target/classes") + File.pathSeparator
            + Files.readString(classPath).strip(),
        "io.whopship.s3server.S3ServerMain", data.toString(), accessKeyId(), secret().reveal(),
        Integer.toString(port)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private int announcedPort() throws IOException {
    BufferedReader output = process.inputReader();
    String line = output.readLine();
    if (line == null || !line.startsWith(ANNOUNCEMENT)) {
      process.destroyForcibly();
      throw new IOException("the S3 server did not start; it said: " + line);
    }
    return Integer.parseInt(line.substring(ANNOUNCEMENT.length()));
  }

  /** Makes a bucket, or finds it there. */
  public void makeBucket(String name) throws IOException {
    Files.createDirectories(data.resolve(name));
  }

  public int port() {
    return port;
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public static String accessKeyId() {
    return "testkey";
  }

  public static Secret secret() {
    return new Secret("testsecret0123456789");
  }

  /** Ends the process at once, in the middle of whatever it does. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Starts it again after it was killed, at the same address and with the same objects. */
  public void restart() throws IOException {
    process = launch(module, data, port);
    announcedPort();
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().completeOnTimeout(process, SECONDS_TO_END, TimeUnit.SECONDS).join();
    kill();
  }
}
