package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.testkit.cloudflare.FakeCloudflare;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SelfCheckTest {

  @TempDir
  private Path folder;

  private Map<String, String> environment() throws IOException {
    Map<String, String> settings = new HashMap<>();
    settings.put("WHOPSHIP_DATA", folder.resolve("data").toString());
    settings.put("WHOPSHIP_PORT", Integer.toString(FreePort.next()));
    settings.put("WHOPSHIP_SITES_PORT", Integer.toString(FreePort.next()));
    return settings;
  }

  @Test
  void allThatDoesNotFitIsToldAtOnceByItsSetting() throws Exception {
    Map<String, String> settings = environment();
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    Path broken = folder.resolve("workerd");
    Files.writeString(broken, "#!/bin/sh\nexit 3\n");
    assertThat(broken.toFile().setExecutable(true)).isTrue();
    settings.put("WHOPSHIP_DATA", file.resolve("below").toString());
    settings.put("WHOPSHIP_WORKERD", broken.toString());
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      settings.put("WHOPSHIP_PORT", Integer.toString(taken.getLocalPort()));

      SelfCheck.Report report = SelfCheck.beforeStart(Configuration.read(settings));

      assertThat(report.problems()).satisfiesExactly(
          port -> assertThat(port).startsWith("WHOPSHIP_PORT: cannot listen on 127.0.0.1:"
              + taken.getLocalPort()),
          data -> assertThat(data).startsWith("WHOPSHIP_DATA: cannot write to " + file),
          workerd -> assertThat(workerd).startsWith("WHOPSHIP_WORKERD: " + broken
              + " does not run (exit code 3)"));
      assertThatThrownBy(report::require).isInstanceOf(Configuration.Invalid.class)
          .hasMessageContainingAll("WHOPSHIP_PORT", "WHOPSHIP_DATA", "WHOPSHIP_WORKERD");
    }
  }

  @Test
  void theCommandSaysWhetherAServerCouldStart() throws Exception {
    Map<String, String> settings = environment();
    StringWriter out = new StringWriter();

    assertThat(run(settings, out)).isZero();
    assertThat(out.toString()).contains(
        "ok       WHOPSHIP_PORT: can listen on 127.0.0.1:" + settings.get("WHOPSHIP_PORT"),
        "ok       WHOPSHIP_DATA: the database is made at the first start, as " + folder,
        "A server can start with these settings.");
    assertThat(folder).as("it is to change nothing").isEmptyDirectory();

    settings.put("WHOPSHIP_WORKERD", folder.resolve("nowhere").toString());
    assertThat(run(settings, out)).isEqualTo(1);
    assertThat(out.toString()).contains("wrong    WHOPSHIP_WORKERD: workerd, the runtime");
  }

  @Test
  void aCollectorThatTakesNoTracesIsAWarningAsAServerRunsWithoutOne() throws Exception {
    Map<String, String> settings = environment();
    StringWriter out = new StringWriter();
    try (SpanCollector collector = new SpanCollector()) {
      settings.putAll(collector.settings());
      assertThat(run(settings, out)).isZero();
      assertThat(out.toString()).contains("ok       WHOPSHIP_OTLP_ENDPOINT: ");

      settings.put("WHOPSHIP_OTLP_HEADERS", "authorization=hunter2");
      assertThat(run(settings, out)).isZero();
      assertThat(out.toString())
          .contains("warning  WHOPSHIP_OTLP_ENDPOINT, WHOPSHIP_OTLP_HEADERS: "
              + settings.get("WHOPSHIP_OTLP_ENDPOINT") + "v1/traces answers 401")
          .doesNotContain("hunter2");
    }

    assertThat(run(settings, out)).isZero();
    assertThat(out.toString()).contains("v1/traces does not answer");
  }

  @Test
  void theDatabaseIsTriedUnlessItIsToStayOffline() throws Exception {
    Map<String, String> settings = environment();
    settings.putAll(Map.of("WHOPSHIP_DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/x",
        "WHOPSHIP_DATABASE_USER", "u", "WHOPSHIP_DATABASE_PASSWORD", "hush-hush",
        "WHOPSHIP_SIGNING_KEY", "a key that only tests use".replace(' ', '-'),
        "WHOPSHIP_PEER_URL", "http://10.0.0.7:8000"));
    StringWriter out = new StringWriter();

    assertThat(run(settings, out)).isEqualTo(1);
    assertThat(out.toString())
        .contains("wrong    WHOPSHIP_DATABASE_URL: database: cannot open"
            + " jdbc:postgresql://127.0.0.1:1/x", "See that PostgreSQL runs there")
        .doesNotContain("hush-hush");
    assertThat(run(settings, new StringWriter(), "--offline")).isZero();
  }

  @Test
  void cloudflareAndTheBucketAreTriedAndLeftAsTheyAre() throws Exception {
    try (FakeCloudflare cloudflare = FakeCloudflare.start()) {
      cloudflare.createZone("example.com");
      Map<String, String> settings = environment();
      settings.putAll(Map.of("WHOPSHIP_EDGE", "cloudflare", "WHOPSHIP_CLOUDFLARE_ACCOUNT",
          cloudflare.account(), "WHOPSHIP_CLOUDFLARE_TOKEN", cloudflare.token(),
          "WHOPSHIP_CLOUDFLARE_API", cloudflare.baseUrl().toString(), "WHOPSHIP_SITE_URL",
          "https://{subdomain}.example.com", "WHOPSHIP_S3_ENDPOINT", "http://127.0.0.1:1",
          "WHOPSHIP_S3_BUCKET", "builds", "WHOPSHIP_S3_ACCESS_KEY_ID", "key",
          "WHOPSHIP_S3_SECRET_ACCESS_KEY", "hush-hush"));
      StringWriter out = new StringWriter();

      assertThat(run(settings, out)).isEqualTo(1);
      assertThat(out.toString())
          .contains("wrong    WHOPSHIP_S3_BUCKET: ",
              "wrong    WHOPSHIP_EDGE: dispatch namespace whopship is not there: 'whopship"
                  + " cloudflare init' makes it",
              "ok       WHOPSHIP_EDGE: zone example.com is there")
          .doesNotContain("hush-hush", cloudflare.token());
      assertThat(cloudflare.calls()).isNotEmpty()
          .allSatisfy(call -> assertThat(call.method()).isEqualTo("GET"));

      settings.put("WHOPSHIP_CLOUDFLARE_TOKEN", "nobody's");
      assertThat(run(settings, out)).isEqualTo(1);
      assertThat(out.toString()).contains("wrong    WHOPSHIP_EDGE: dispatch namespace whopship: the"
          + " token may not look; give it 'Workers Scripts Edit'");
    }
  }

  private static int run(Map<String, String> settings, StringWriter out, String... arguments) {
    return new CommandLine(new CheckCommand(settings)).setOut(new PrintWriter(out))
        .execute(arguments);
  }
}
