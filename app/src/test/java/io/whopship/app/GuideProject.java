package io.whopship.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.testkit.ArtifactZips;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A project in which the clients that the integration guide prints are run as they are printed:
 * only the URL, the token and the app are set. A stand-in for {@code npx} finds a site that is
 * built already.
 */
record GuideProject(Path directory) {

  /** With the sample site in this version. */
  static GuideProject in(Path directory, String version) throws IOException {
    unzip(ArtifactZips.helloWorker(version).bytes(), directory.resolve("built"));
    Path npx = directory.resolve("bin/npx");
    Files.createDirectories(npx.getParent());
    Files.writeString(npx, """
        #!/bin/sh
        [ "$*" = '@opennextjs/cloudflare build' ] || exit 9
        cp -r "$PROJECT/built/open-next" .open-next
        """);
    assertThat(npx.toFile().setExecutable(true)).isTrue();
    return new GuideProject(directory);
  }

  /** Runs the curl script; answers what it printed. */
  String deployByCurl(Caller caller, String whopAppId) throws Exception {
    Path script = directory.resolve("deploy.sh");
    Files.writeString(script, resource("deploy.sh").replace("app_123abc", whopAppId)
        .replace("https://api.whopship.com", caller.api().toString())
        .replace("your_auth_token", caller.token()));
    return run(List.of("bash", script.toString()));
  }

  String run(List<String> command) throws Exception {
    Path output = Files.createTempFile(directory, "output", ".txt");
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command))
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile());
    builder.environment()
        .merge("PATH", directory.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
    builder.environment().put("PROJECT", directory.toString());
    Process process = builder.start();
    boolean ended = process.waitFor(2, TimeUnit.MINUTES);
    process.destroyForcibly();
    String text = Files.readString(output);
    assertThat(ended).as("ended in time: " + text).isTrue();
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }

  static String resource(String name) throws IOException {
    try (InputStream in = Objects
        .requireNonNull(GuideProject.class.getResourceAsStream("guide/" + name), name)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static void unzip(byte[] bytes, Path target) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = target.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.write(file, zip.readAllBytes());
      }
    }
  }
}
