package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.testkit.cloudflare.Call;
import io.whopship.testkit.cloudflare.FakeCloudflare;
import io.whopship.testkit.cloudflare.Fault;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CloudflareCommandTest {

  private final FakeCloudflare cloudflare = FakeCloudflare.start();
  private final String zone = cloudflare.createZone("example.com");
  private final Map<String, String> environment = new HashMap<>();

  @TempDir
  private Path data;

  @BeforeEach
  void environment() {
    environment.putAll(Map.of("WHOPSHIP_CLOUDFLARE_TOKEN", cloudflare.token(),
        "WHOPSHIP_CLOUDFLARE_API", cloudflare.baseUrl().toString(), "WHOPSHIP_DATA",
        data.toString()));
  }

  @AfterEach
  void close() {
    cloudflare.close();
  }

  /** What it prints, with its exit code before it. */
  private String run(String... arguments) {
    StringWriter printed = new StringWriter();
    CommandLine line = CloudflareCommand.line(environment);
    int code = line.setOut(new PrintWriter(printed))
        .setErr(new PrintWriter(printed))
        .setExecutionExceptionHandler((e, command, parsed) -> {
          command.getErr().println(e.getMessage());
          return 1;
        })
        .execute(arguments);
    return code + " " + printed;
  }

  private String runOnAccount(String... arguments) {
    return run(Stream.concat(Stream.of(arguments), Stream.of("--account", cloudflare.account(),
        "--site-url", "https://{subdomain}.example.com")).toArray(String[]::new));
  }

  private List<String> writes() {
    return cloudflare.calls()
        .stream()
        .filter(call -> !call.method().equals("GET"))
        .map(Call::toString)
        .toList();
  }

  @Test
  void anEmptyAccountIsSetUp() {
    cloudflare.withDnsRecord(zone, "AAAA", "*.example.com", true);

    assertThat(runOnAccount("init")).isEqualTo(
        """
            0 Account <id>, sites https://{subdomain}.example.com
              + dispatch namespace    whopship: to be created
              + KV namespace          whopship-routes: to be created
              + R2 bucket             whopship-builds: to be created
              + worker                whopship-dispatcher: to be created
              ~ workers.dev address   none for whopship-dispatcher: to be changed, a new worker may have one
              ✓ zone                  example.com
              + route                 *.example.com/* -> whopship-dispatcher: to be created
              ✓ DNS record            *.example.com

            Setting up:
              ✓ dispatch namespace    whopship
              ✓ KV namespace          whopship-routes
              ✓ R2 bucket             whopship-builds
              ✓ worker                whopship-dispatcher
              ✓ workers.dev address   none for whopship-dispatcher
              ✓ route                 *.example.com/* -> whopship-dispatcher

            The account is set up. What is left to you:
              - Create an R2 API token (R2 > API > Manage API tokens), 'Object Read & Write' for all buckets,
                and set WHOPSHIP_S3_ACCESS_KEY_ID and WHOPSHIP_S3_SECRET_ACCESS_KEY to its keys.
              - Start the server with the same settings:
                  WHOPSHIP_EDGE=cloudflare \\
                  WHOPSHIP_CLOUDFLARE_ACCOUNT=<id> \\
                  WHOPSHIP_CLOUDFLARE_TOKEN=... \\
                  WHOPSHIP_CLOUDFLARE_NAMESPACE=whopship \\
                  WHOPSHIP_SITE_URL='https://{subdomain}.example.com' \\
                  WHOPSHIP_S3_ACCESS_KEY_ID=... WHOPSHIP_S3_SECRET_ACCESS_KEY=... \\
                  whopship serve --data <data>
            """
            .replace("<id>", cloudflare.account())
            .replace("<data>", data.toString()));
    assertThat(runOnAccount("check")).startsWith("0 Account").doesNotContain("+", "~", "!");
  }

  @Test
  void aDryRunAndACheckChangeNothingAnywhere() {
    assertThat(runOnAccount("init", "--dry-run")).startsWith("0 Account")
        .contains("+ worker                whopship-dispatcher: to be created")
        .doesNotContain("Setting up", "left to you");
    assertThat(runOnAccount("check")).startsWith("1 Account")
        .contains("+ route                 *.example.com/*");
    assertThat(writes()).isEmpty();
    assertThat(data).isEmptyDirectory();
  }

  @Test
  void theSecondTimeThereIsNothingToDo() {
    runOnAccount("init");
    cloudflare.forgetCalls();

    assertThat(runOnAccount("init")).startsWith("0 Account")
        .contains("✓ worker                whopship-dispatcher\n")
        .doesNotContain("Setting up")
        .contains(
            "- DNS record *.example.com: Create it in the zone example.com: type AAAA, name *,"
                + " content 100::, proxied.");
    assertThat(writes()).isEmpty();
  }

  @Test
  void theDispatcherGetsTheSecretOfTheServersProbes() throws Exception {
    runOnAccount("init");
    String secret = Files.readString(data.resolve("probe-secret")).strip();

    assertThat(cloudflare.scripts("").getFirst().metadata())
        .contains("\"PROBE_SECRET\",\"type\":\"secret_text\",\"text\":\"" + secret + "\"");
    environment.put("WHOPSHIP_PROBE_SECRET", "another-server-s-secret");
    assertThat(runOnAccount("check"))
        .contains("~ worker                whopship-dispatcher: to be changed, has another probe"
            + " secret, or reads other routes");
  }

  @Test
  void allThatATokenLacksIsToldTogether() {
    environment.put("WHOPSHIP_CLOUDFLARE_TOKEN",
        cloudflare.tokenWithout("Workers R2 Storage Edit", "Zone Read", "DNS Read"));

    assertThat(runOnAccount("init")).startsWith("1 Account")
        .contains("✗ R2 bucket             whopship-builds: the token may not look")
        .contains(
            "Nothing was changed: the API token lacks 'Workers R2 Storage Edit', 'Zone Read'.")
        .contains("for the zone     Zone Read, Workers Routes Edit");
    assertThat(writes()).isEmpty();
  }

  @Test
  void whatFailsSaysWhyAndTheNextRunGoesOn() {
    cloudflare.fail(Fault.on("POST", "/r2/buckets")
        .with(Fault.status(403)
            .code(10000, "Authentication error")));

    assertThat(runOnAccount("init")).startsWith("1 Account")
        .contains("✓ KV namespace          whopship-routes\n")
        .contains("Cloudflare answered 403 to the creation of bucket whopship-builds")
        .contains("Give the API token the permission 'Workers R2 Storage Edit' for this account");
    assertThat(runOnAccount("init")).startsWith("0 Account")
        .contains("✓ KV namespace          whopship-routes\n  + R2 bucket");
  }

  @Test
  void aRouteOfSomebodyElseNeedsReplace() {
    runOnAccount("init");

    assertThat(runOnAccount("init", "--namespace", "other")).startsWith("1 Account")
        .contains("✗ route                 *.example.com/* -> other-dispatcher: It leads to the"
            + " worker 'whopship-dispatcher'. Use --replace")
        .contains("Nothing was changed: see to the lines with ✗ first.");
    assertThat(runOnAccount("init", "--namespace", "other", "--replace")).startsWith("0 Account")
        .contains("to be changed, leads to the worker 'whopship-dispatcher'");
    assertThat(cloudflare.routes(zone)).containsEntry("*.example.com/*", "other-dispatcher");
  }

  @Test
  void artifactsElsewhereNeedNoBucket() {
    environment.put("WHOPSHIP_S3_ENDPOINT", "https://s3.example.com");
    environment.put("WHOPSHIP_S3_BUCKET", "builds");

    assertThat(runOnAccount("init")).startsWith("0 Account")
        .contains("to the keys of your bucket")
        .doesNotContain("R2 bucket", "R2 API token");
    assertThat(cloudflare.buckets()).isEmpty();
  }

  @Test
  void keysThatAreThereAreNotAskedForAgain() {
    environment.put("WHOPSHIP_S3_ACCESS_KEY_ID", "key");
    assertThat(runOnAccount("init")).contains("Create an R2 API token");

    environment.put("WHOPSHIP_S3_SECRET_ACCESS_KEY", "s3cret");
    assertThat(runOnAccount("init")).doesNotContain("Create an R2 API token", "s3cret");
  }

  @Test
  void theBucketMayHaveAnotherName() {
    environment.put("WHOPSHIP_S3_BUCKET", "our-zips");

    runOnAccount("init");

    assertThat(cloudflare.buckets()).containsExactly("our-zips");
  }

  @Test
  void whatIsMissingOfTheSettingsIsToldAtOnce() {
    environment.remove("WHOPSHIP_CLOUDFLARE_TOKEN");

    assertThat(run("init")).startsWith("1 configuration is wrong:")
        .contains("WHOPSHIP_CLOUDFLARE_ACCOUNT: must be the id of the account")
        .contains("WHOPSHIP_CLOUDFLARE_TOKEN: must be set")
        .contains("WHOPSHIP_SITE_URL: must be https://{subdomain}. and a domain of yours")
        .doesNotContain("WHOPSHIP_S3");
    assertThat(run()).startsWith("2 Missing required subcommand");
    assertThat(run("init", "--token", "x")).startsWith("2 Unknown options: '--token'");
  }
}
