package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two clients that the integration guide prints, run as they are printed. */
class GuideClientsTest {

  /** Where the npm packages lie that the TypeScript client names. */
  private static final Path NPM = Path.of("target", "guide").toAbsolutePath();

  @TempDir
  private static Path data;

  private static ServerProcess server;
  private static Caller caller;

  @TempDir
  private Path directory;

  private GuideProject project;

  @BeforeAll
  static void aServerRuns() throws Exception {
    server = ServerProcess.start(data, Map.of("WHOPSHIP_SOAK", "1s",
        "WHOPSHIP_DEPLOYMENTS_PER_HOUR", "", "WHOPSHIP_STATUS_PER_MINUTE", "",
        "WHOPSHIP_LOGS_PER_MINUTE", ""));
    caller = server.caller(server.token());
  }

  @AfterAll
  static void theServerStops() {
    server.close();
  }

  @BeforeEach
  void theProjectCanBeBuilt() throws Exception {
    project = GuideProject.in(directory, "v7");
  }

  @Test
  void theCurlScriptDeploys() throws Exception {
    caller.createApp("app_curl", "curl");

    String output = project.deployByCurl(caller, "app_curl");

    assertThat(output).contains("Deployed to: http://curl.localhost:");
    assertThat(caller.visit("curl", "/api/version").body()).contains("v7");
  }

  @Test
  void theTypeScriptClientDeploys() throws Exception {
    caller.createApp("app_ts", "ts");
    Path client = directory.resolve("deploy.ts");
    Files.writeString(client, GuideProject.resource("deploy.ts"));
    installPackages();

    String output = project.run(List.of("node", NPM.resolve("run-deploy.mjs").toString(),
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
      project.run(List.of("npm", "ci", "--no-audit", "--no-fund", "--prefix", NPM.toString()));
    }
  }
}
