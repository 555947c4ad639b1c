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
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The two clients that the integration guide prints, run as they are printed: only the URL, the
 * token and the app are set. A stand-in for {@code npx} finds a site that is built already.
 */
class GuideClientsTest {

  /** Where the npm packages lie that the TypeScript client names. */
  private static final Path NPM = Path.of("target", "guide").toAbsolutePath();

  @TempDir
  private static Path data;

  private static ServerProcess server;
  private static Caller caller;

  @TempDir
  private Path project;

  @BeforeAll
  static void aServerRuns() throws Exception {
    server = ServerProcess.start(data, Map.of("WHOPSHIP_SOAK", "1s"));
    caller = server.caller(server.token());
  }

  @AfterAll
  static void theServerStops() {
    server.close();
  }

  @BeforeEach
  void theProjectCanBeBuilt() throws Exception {
    unzip(ArtifactZips.helloWorker("v7").bytes(), project.resolve("built"));
    Path npx = project.resolve("bin/npx");
    Files.createDirectories(npx.getParent());
    Files.writeString(npx, """
        #!/bin/sh
        [ "$*" = '@opennextjs/cloudflare build' ] || exit 9
        cp -r "$PROJECT/built/open-next" .open-next
        """);
    assertThat(npx.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void theCurlScriptDeploys() throws Exception {
    caller.createApp("app_curl", "curl");
    Path script = project.resolve("deploy.sh");
    Files.writeString(script, resource("deploy.sh").replace("app_123abc", "app_curl")
        .replace("https://api.whopship.com", caller.api().toString())
        .replace("your_auth_token", caller.token()));

    String output = run(List.of("bash", script.toString()));

    assertThat(output).contains("Deployed to: http://curl.localhost:");
    assertThat(caller.visit("curl", "/api/version").body()).contains("v7");
  }

  @Test
  void theTypeScriptClientDeploys() throws Exception {
    caller.createApp("app_ts", "ts");
    Path client = project.resolve("deploy.ts");
    Files.writeString(client, resource("deploy.ts"));
    installPackages();

    String output = run(List.of("node", NPM.resolve("run-deploy.mjs").toString(),
        client.toString(), "app_ts", caller.api().toString(), caller.token()));

    assertThat(output).contains("Starting deployment ", "Deployment completed successfully in ",
        "Deployment successful!", "URL: http://ts.localhost:");
    assertThat(caller.visit("ts", "/api/version").body()).contains("v7");
  }

  private void installPackages() throws Exception {
    Files.createDirectories(NPM);
    for (String file : List.of("package.json", "package-lock.json", "run-deploy.mjs")) {
      Files.write(NPM.resolve(file), Files.readAllBytes(Path.of("src/test/guide", file)));
    }
    if (!Files.exists(NPM.resolve("node_modules/typescript"))) {
      run(List.of("npm", "ci", "--no-audit", "--no-fund", "--prefix", NPM.toString()));
    }
  }

  private String run(List<String> command) throws Exception {
    Path output = Files.createTempFile(project, "output", ".txt");
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command))
        .directory(project.toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile());
    builder.environment()
        .merge("PATH", project.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
    builder.environment().put("PROJECT", project.toString());
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
        .requireNonNull(GuideClientsTest.class.getResourceAsStream("guide/" + name), name)) {
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
