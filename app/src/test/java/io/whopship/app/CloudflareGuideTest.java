package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.testkit.ArtifactZips;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way of the guide with artifacts in R2, workers on Cloudflare and routes in KV. */
class CloudflareGuideTest {

  @TempDir
  private static Path data;

  @TempDir
  private static Path temporary;

  private static CloudflareAccount account;
  private static ServerProcess server;
  private static Caller caller;

  @TempDir
  private Path directory;

  @BeforeAll
  static void aServerRunsOnAnAccount() throws Exception {
    account = CloudflareAccount.open(data, temporary);
    server = ServerProcess.start(data, account.settings());
    caller = server.caller(server.token());
  }

  @AfterAll
  static void allIsClosed() throws Exception {
    server.close();
    account.close();
  }

  private static HttpResponse<String> visit(String host, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + account.port() + path))
            .header("Host", host)
            .build(), BodyHandlers.ofString());
  }

  @Test
  void theCurlScriptDeploys() throws Exception {
    caller.createApp("app_curl", "curl");

    String output = GuideProject.in(directory, "v7").deployByCurl(caller, "app_curl");

    assertThat(output).contains("Deployed to: http://curl.sites.test");
    assertThat(visit("curl.sites.test", "/api/version").body()).contains("v7");
    assertThat(visit("curl.sites.test", "/_next/static/app.css").body()).contains("margin");
    assertThat(visit("other.sites.test", "/").statusCode()).isEqualTo(404);
  }

  @Test
  void theLogSaysWhatTheGuidePrints() throws Exception {
    caller.createApp("app_log", "log");
    caller.awaitFinal(caller.deploy("app_log", ArtifactZips.helloWorker("v1").bytes()));

    long second = caller.deploy("app_log", ArtifactZips.helloWorker("v2").bytes());
    JsonNode done = caller.awaitFinal(second);

    assertThat(done.at("/deployment/status").asText()).as(log(second)).isEqualTo("active");
    String release = "whopship-" + done.at("/deployment/appId").asText() + "-" + second;
    assertThat(log(second)).containsSubsequence(List.of(
        "Downloading build artifact from S3...",
        "Deploying to Cloudflare Workers for Platforms...",
        "Uploading 3 static assets...",
        "Worker deployed: " + release,
        "Version ID: ",
        "Starting two-stage rollout: 50% traffic...",
        "Increasing to 100% traffic...",
        "Updating KV mapping...",
        "KV mapping set: log → " + release,
        "Deployment completed successfully in "));
    assertThat(visit("log.sites.test", "/api/version").body()).contains("v2");
  }

  @Test
  void anArtifactGoesToTheBucketPastTheServer() throws Exception {
    caller.createApp("app_past", "past");

    JsonNode created = caller.create("app_past");

    assertThat(created.at("/uploadUrl").asText()).startsWith(account.objects().toString())
        .contains("X-Amz-Signature=");
  }

  @Test
  void aWorkerThatCannotStartIsRefusedWithCloudflaresReason() throws Exception {
    caller.createApp("app_bad", "bad");
    caller.awaitFinal(caller.deploy("app_bad", ArtifactZips.helloWorker("v1").bytes()));
    account.cloudflare()
        .withStartCheck(script -> Optional.of("Uncaught SyntaxError: Unexpected token '}'"));

    long second = caller.deploy("app_bad", ArtifactZips.helloWorker("v2").bytes());

    assertThat(caller.awaitFinal(second).at("/deployment/status").asText()).isEqualTo("failed");
    assertThat(log(second)).contains("Failed to deploy worker: 400 - ",
        "Uncaught SyntaxError: Unexpected token '}'");
    assertThat(visit("bad.sites.test", "/api/version").body()).contains("v1");
    account.cloudflare().withStartCheck(script -> Optional.empty());
  }

  private static String log(long deployment) {
    return caller.get("/deployments/" + deployment + "/logs").body();
  }
}
