package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.adapter.cloudflare.api.ApiSettings;
import io.whopship.adapter.cloudflare.edge.Installation;
import io.whopship.adapter.cloudflare.workerd.WorkerdSettings.Bounds;
import io.whopship.adapter.cloudflare.workerd.logs.WorkerLogging;
import io.whopship.adapter.jdbc.DatabaseSettings;
import io.whopship.adapter.jdbc.WorkSettings;
import io.whopship.adapter.r2.S3Settings;
import io.whopship.app.traces.Collector;
import io.whopship.ports.model.artifact.ArtifactLimits;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.logs.LogRetention;
import io.whopship.ports.model.logs.LogSettings;
import io.whopship.ports.model.rollout.RolloutPlan;
import io.whopship.ports.model.servers.LocalPart;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {

  @Test
  void nothingHasToBeSet() {
    Configuration configuration = Configuration.read(Map.of());

    assertThat(configuration.addresses().apiUrl()).hasToString("http://localhost:8000");
    assertThat(configuration.addresses().sites().pattern())
        .isEqualTo("http://{subdomain}.localhost:8080");
    assertThat(configuration.deployments().plan()).isEqualTo(RolloutPlan.DEFAULT);
    assertThat(configuration.deployments().limits()).isEqualTo(ArtifactLimits.DEFAULT);
    assertThat(configuration.identity().adminToken()).isNull();
    assertThat(configuration.addresses().host()).isEqualTo("127.0.0.1");
    assertThat(configuration.http().secureCookies()).isFalse();
  }

  @Test
  void theUrlsFollowThePortsUnlessTheyAreSet() {
    Configuration configuration = Configuration.read(Map.of("WHOPSHIP_PORT", "9000",
        "WHOPSHIP_SITES_PORT", "9001", "WHOPSHIP_API_URL", "https://api.example.com/"));

    assertThat(configuration.addresses().apiUrl()).hasToString("https://api.example.com");
    assertThat(configuration.http().secureCookies()).isTrue();
    assertThat(configuration.addresses().sites().pattern())
        .isEqualTo("http://{subdomain}.localhost:9001");
  }

  @Test
  void othersReachAServerWhereItListensUnlessItIsSaid() {
    assertThat(Configuration.read(Map.of("WHOPSHIP_PORT", "9000")).running().url())
        .hasToString("http://127.0.0.1:9000");
    assertThat(Configuration.read(Map.of("WHOPSHIP_HOST", "0.0.0.0")).running().url())
        .hasToString("http://" + Hostname.get() + ":8000");
    assertThat(Configuration
        .read(Map.of("WHOPSHIP_NODE", "a", "WHOPSHIP_PEER_URL", "https://10.0.0.7:8443/"))
        .running()).satisfies(server -> {
          assertThat(server.name()).hasToString("a");
          assertThat(server.url()).hasToString("https://10.0.0.7:8443");
        });
  }

  @Test
  void anAddressOfManyPartsStandsInBracketsInAUrl() {
    assertThat(Configuration.read(Map.of("WHOPSHIP_HOST", "fd00::7")).running().url())
        .hasToString("http://[fd00::7]:8000");
    assertThat(Configuration.read(Map.of("WHOPSHIP_HOST", "my_host")).running().url())
        .as("of a name that no URL may have")
        .hasToString("http://localhost:8000");
  }

  @Test
  void oneOfManyServersMustBeReachableByTheOthers() {
    for (String host : List.of("127.0.0.1", "localhost", "::1", "my_host")) {
      assertThatThrownBy(() -> onPostgresql(Map.of("WHOPSHIP_PEER_URL", "", "WHOPSHIP_HOST", host)))
          .hasMessageContaining(
              "WHOPSHIP_PEER_URL: must be set with WHOPSHIP_DATABASE_URL, to where"
                  + " other servers reach this one's API");
    }
    assertThat(onPostgresql(Map.of("WHOPSHIP_PEER_URL", "", "WHOPSHIP_HOST", "10.0.0.7"))
        .identity()
        .peerUrl()).hasToString("http://10.0.0.7:8000");
    assertThat(
        onPostgresql(Map.of("WHOPSHIP_PEER_URL", "http://localhost:9000")).identity().peerUrl())
        .hasToString("http://localhost:9000");
  }

  @ParameterizedTest
  @CsvSource({"//host, must be an http or https URL", "host, must be an http or https URL",
      "http://me:hunter2@host, must be a URL without user and password"})
  void aWrongUrlIsToldByItsSettingAndShowsNoPassword(String url, String rule) {
    for (String name : List.of("WHOPSHIP_PEER_URL", "WHOPSHIP_API_URL")) {
      assertThatThrownBy(() -> Configuration.read(Map.of(name, url)))
          .isInstanceOf(Configuration.Invalid.class)
          .hasMessageContaining(name + ": " + rule)
          .hasMessageNotContaining("hunter2");
    }
  }

  @Test
  void whatAServerKeepsToItselfIsWhatIsNotElsewhere() {
    assertThat(Configuration.read(Map.of()).running().localParts())
        .containsExactlyInAnyOrder(LocalPart.ARTIFACTS, LocalPart.WORKERS);

    assertThat(Configuration.read(Map.of("WHOPSHIP_S3_BUCKET", "zips", "WHOPSHIP_S3_ENDPOINT",
        "https://s3.example.com", "WHOPSHIP_S3_ACCESS_KEY_ID", "id",
        "WHOPSHIP_S3_SECRET_ACCESS_KEY", "secret")).running().localParts())
        .containsExactly(LocalPart.WORKERS);
  }

  @Test
  void durationsAndSizesAreReadAsPeopleWriteThem() {
    for (String soak : Set.of("90s", "PT1M30S", "90000ms")) {
      assertThat(Configuration.read(Map.of("WHOPSHIP_SOAK", soak)).deployments().plan())
          .isEqualTo(RolloutPlan.halfThenAll(Duration.ofSeconds(90)));
    }
    for (String size : Set.of("2097152", "2048K", "2M", "2MiB", "2mb")) {
      assertThat(Configuration.read(Map.of("WHOPSHIP_MAX_ASSET", size))
          .deployments()
          .limits()
          .maxAssetBytes())
          .isEqualTo(2L * 1024 * 1024);
    }
  }

  @Test
  void howMuchOfWorkersIsHeardIsSet() {
    assertThat(Configuration.read(Map.of()).workers().logging()).isEqualTo(WorkerLogging.ALL);
    assertThat(Configuration.read(Map.of("WHOPSHIP_WORKER_LOGS", "console")).workers().logging())
        .isEqualTo(WorkerLogging.CONSOLE);
    assertThat(Configuration.read(Map.of("WHOPSHIP_WORKER_LOGS", "off")).workers().logging())
        .isEqualTo(WorkerLogging.OFF);
    assertThatThrownBy(() -> Configuration.read(Map.of("WHOPSHIP_WORKER_LOGS", "none")))
        .hasMessageContaining("WHOPSHIP_WORKER_LOGS")
        .hasMessageContaining("must be all, console or off, but is 'none'");
  }

  @Test
  void whatAWorkerMayTakeIsSet() {
    Configuration configuration = Configuration.read(Map.of("WHOPSHIP_WORKER_HEAP", "128M",
        "WHOPSHIP_WORKER_MEMORY", "2G", "WHOPSHIP_WORKER_LOOP", "20s"));

    assertThat(configuration.workers().bounds()).isEqualTo(
        new Bounds(128, 2048, Bounds.DEFAULT.maxVisits()));
    assertThat(configuration.workers().loop()).isEqualTo(Duration.ofSeconds(20));
    assertThatThrownBy(() -> Configuration.read(
        Map.of("WHOPSHIP_WORKER_MEMORY", "300M", "WHOPSHIP_WORKER_LOOP", "10ms")))
        .hasMessageContaining("WHOPSHIP_WORKER_MEMORY: must be WHOPSHIP_WORKER_HEAP and 128M")
        .hasMessageContaining("WHOPSHIP_WORKER_LOOP: must be 1s or more (it is '10ms')");
  }

  @Test
  void howLogsAreKeptIsSet() {
    Configuration configuration = Configuration.read(Map.of("WHOPSHIP_LOG_AGE", "36h",
        "WHOPSHIP_LOG_SIZE", "2G", "WHOPSHIP_LOG_LINES", "50", "WHOPSHIP_LOG_VIEWERS", "7"));

    assertThat(configuration.core(new Secret("0123456789abcdef")).logs())
        .isEqualTo(LogSettings.DEFAULT.withRingLines(50)
            .withMaxViewers(7)
            .withRetention(new LogRetention(Duration.ofHours(36), 2L * 1024 * 1024 * 1024)));
    assertThat(Configuration.read(Map.of()).logs()).isEqualTo(LogSettings.DEFAULT);
    assertThat(Configuration.read(Map.of("WHOPSHIP_LOG_AGE", "7d")).logs().retention().age())
        .isEqualTo(Duration.ofDays(7));
  }

  @Test
  void theDatabaseIsInTheDataFolderUnlessAPostgresqlIsSet() {
    Configuration embedded = Configuration.read(Map.of("WHOPSHIP_DATABASE_CONNECTIONS", "4"));
    assertThat(embedded.database()).isEqualTo(new DatabaseChoice.Embedded(4));
    assertThat(embedded.identity().work()).isEqualTo(WorkSettings.DEFAULT);

    Configuration shared = Configuration.read(Map.of("WHOPSHIP_DATABASE_URL",
        "jdbc:postgresql://db.example.com/whopship?sslmode=verify-full", "WHOPSHIP_DATABASE_USER",
        "whopship", "WHOPSHIP_DATABASE_PASSWORD", "hush", "WHOPSHIP_SIGNING_KEY",
        "0123456789abcdef", "WHOPSHIP_PORT", "9000", "WHOPSHIP_PEER_URL",
        "http://10.0.0.1:9000"));
    assertThat(shared.database()).isEqualTo(new DatabaseChoice.PostgreSql(DatabaseSettings
        .postgresql("jdbc:postgresql://db.example.com/whopship?sslmode=verify-full", "whopship",
            new Secret("hush"))));
    assertThat(shared.identity().signingKey()).isEqualTo(new Secret("0123456789abcdef"));
    assertThat(shared.identity().work().node()).endsWith(":9000");
  }

  @Test
  void oneOfManyServersSaysThatItEndsBeforeItDoes() {
    assertThat(Configuration.read(Map.of()).life().notice()).isZero();
    assertThat(onPostgresql(Map.of()).life().notice()).isEqualTo(Duration.ofSeconds(5));
    assertThat(onPostgresql(Map.of("WHOPSHIP_DRAIN", "4s")).life().notice())
        .isEqualTo(Duration.ofSeconds(2));
    assertThat(Configuration.read(Map.of("WHOPSHIP_DRAIN_NOTICE", "3s")).life().notice())
        .isEqualTo(Duration.ofSeconds(3));
    for (String wrong : List.of("11s", "PT-1S")) {
      assertThatThrownBy(() -> Configuration.read(Map.of("WHOPSHIP_DRAIN_NOTICE", wrong)))
          .hasMessageContaining("WHOPSHIP_DRAIN_NOTICE: must be at most half of WHOPSHIP_DRAIN (it"
              + " is '" + wrong + "')");
    }
  }

  private static Configuration onPostgresql(Map<String, String> more) {
    Map<String, String> settings = new TreeMap<>(Map.of("WHOPSHIP_DATABASE_URL",
        "jdbc:postgresql://host/db", "WHOPSHIP_DATABASE_USER", "whopship", "WHOPSHIP_SIGNING_KEY",
        "0123456789abcdef", "WHOPSHIP_PEER_URL", "http://10.0.0.1:8000"));
    settings.putAll(more);
    return Configuration.read(settings);
  }

  @Test
  void aServerHasTheNameThatIsSet() {
    assertThat(Configuration.read(Map.of("WHOPSHIP_NODE", "blue-1")).identity().work().node())
        .isEqualTo("blue-1");
    assertThatThrownBy(() -> Configuration.read(Map.of("WHOPSHIP_NODE", "blue 1")))
        .hasMessageContaining(
            "WHOPSHIP_NODE: must be 1 to 100 of A-Z a-z 0-9 _ . : - (it is 'blue 1')");
  }

  @Test
  void whatIsMissingForAPostgresqlIsToldAtOnce() {
    assertThatThrownBy(() -> Configuration.read(Map.of("WHOPSHIP_DATABASE_URL",
        "jdbc:postgresql://whopship:hush@host/db", "WHOPSHIP_SIGNING_KEY", "hush",
        "WHOPSHIP_DATABASE_CONNECTIONS", "1")))
        .hasMessageContaining("WHOPSHIP_DATABASE_URL: database URL must not hold user or password")
        .hasMessageContaining("WHOPSHIP_DATABASE_USER: must be set with WHOPSHIP_DATABASE_URL")
        .hasMessageContaining("WHOPSHIP_DATABASE_CONNECTIONS: must be a whole number from 2")
        .hasMessageContaining("WHOPSHIP_SIGNING_KEY: must be 16 to 256 printable ASCII characters")
        .hasMessageNotContaining("hush");
    assertThatThrownBy(() -> Configuration.read(Map.of("WHOPSHIP_DATABASE_USER", "whopship")))
        .hasMessageContaining("WHOPSHIP_DATABASE_USER: is for a PostgreSQL: set"
            + " WHOPSHIP_DATABASE_URL, or leave it out");
  }

  @Test
  void serversOnOneDatabaseShareTheirSecrets() {
    assertThatThrownBy(() -> Configuration.read(Map.of("WHOPSHIP_DATABASE_URL",
        "jdbc:postgresql://host/db", "WHOPSHIP_DATABASE_USER", "whopship", "WHOPSHIP_EDGE",
        "cloudflare")))
        .hasMessageContaining("WHOPSHIP_SIGNING_KEY: must be set with WHOPSHIP_DATABASE_URL, to the"
            + " same on all servers")
        .hasMessageContaining("WHOPSHIP_PROBE_SECRET: must be set with WHOPSHIP_DATABASE_URL, to"
            + " the same on all servers");
  }

  @Test
  void howLongArtifactsAreKeptIsSet() {
    assertThat(Configuration.read(Map.of()).deployments().artifactAge())
        .isEqualTo(Duration.ofDays(30));
    assertThat(Configuration.read(Map.of("WHOPSHIP_ARTIFACT_AGE", "12h"))
        .core(new Secret("0123456789abcdef"))
        .artifactAge()).isEqualTo(Duration.ofHours(12));
    assertThatThrownBy(() -> Configuration.read(Map.of("WHOPSHIP_ARTIFACT_AGE", "59m")))
        .hasMessageContaining("WHOPSHIP_ARTIFACT_AGE: must be 1h or more (it is '59m')");
  }

  @Test
  void logsThatWouldHardlyBeKeptAreRefused() {
    assertThatThrownBy(() -> Configuration.read(Map.of("WHOPSHIP_LOG_AGE", "59m",
        "WHOPSHIP_LOG_LINES", "0", "WHOPSHIP_LOG_SIZE", "none", "WHOPSHIP_LOG_VIEWERS", "many")))
        .hasMessageContaining("WHOPSHIP_LOG_AGE: must be 1h or more (it is '59m')")
        .hasMessageContaining("WHOPSHIP_LOG_LINES: must be a whole number from 1 to 100000")
        .hasMessageContaining("WHOPSHIP_LOG_SIZE: must be a size such as")
        .hasMessageContaining("WHOPSHIP_LOG_VIEWERS: must be a whole number from 1 to 1000000");
  }

  @Test
  void webhooksAreForPublicAddressesUnlessTheOperatorSaysOtherwise() {
    assertThat(Configuration.read(Map.of()).telling().privateAddresses()).isFalse();
    assertThat(Configuration.read(Map.of("WHOPSHIP_WEBHOOK_PRIVATE", "yes"))
        .telling()
        .privateAddresses()).isTrue();
    assertThatThrownBy(() -> Configuration.read(Map.of("WHOPSHIP_WEBHOOK_PRIVATE", "true")))
        .hasMessageContaining("WHOPSHIP_WEBHOOK_PRIVATE: must be yes or no, but is 'true'");
  }

  @Test
  void theAuditLogIsKeptForADayOrMore() {
    assertThat(Configuration.read(Map.of("WHOPSHIP_AUDIT_AGE", "24h"))
        .core(new Secret("key-of-the-tests-0123456789"))
        .auditAge()).isEqualTo(Duration.ofDays(1));
    assertThatThrownBy(() -> Configuration.read(Map.of("WHOPSHIP_AUDIT_AGE", "23h")))
        .hasMessageContaining("WHOPSHIP_AUDIT_AGE: must be 1d or more (it is '23h')");
  }

  @Test
  void tracesGoToACollectorIfOneIsSet() {
    assertThat(Configuration.read(Map.of()).traces()).isEqualTo(new TraceChoice.Off());
    assertThat(Configuration.read(Map.of("WHOPSHIP_OTLP_ENDPOINT", "https://otlp.example.com/me/",
        "WHOPSHIP_OTLP_HEADERS", "X-Team=a=b+c, authorization=Basic%20eA==")).traces())
        .isEqualTo(new TraceChoice.To(new Collector(URI.create("https://otlp.example.com/me"),
            Map.of("x-team", new Secret("a=b+c"), "authorization", new Secret("Basic eA==")))));
    assertThatThrownBy(() -> Configuration.read(Map.of("WHOPSHIP_OTLP_HEADERS", "hunter2")))
        .hasMessageContaining("WHOPSHIP_OTLP_HEADERS: is for a collector: set"
            + " WHOPSHIP_OTLP_ENDPOINT, or leave it out")
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"hunter2 | 1 is not name=value",
      "a=b,,c=hunter2 | 2 is not name=value", "a=b,c d=hunter2 | 2 is not name=value",
      "Host=hunter2 | 1 is a header that the exporter sets by itself",
      "a=hunter2%2 | 1 has a % without two digits of 0-9 a-f: write %25",
      "a=hunter2%0A | 1 has a value with other than printable ASCII characters"})
  void wrongHeadersForACollectorAreToldByTheirPlaceAsTheyMayHoldAKey(String text, String problem) {
    assertThatThrownBy(() -> Configuration.read(Map.of("WHOPSHIP_OTLP_ENDPOINT",
        "http://localhost:4318", "WHOPSHIP_OTLP_HEADERS", text)))
        .hasMessageContaining("WHOPSHIP_OTLP_HEADERS: must be name=value,name=value, but entry "
            + problem)
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void theEndpointOfACollectorIsWhatItsPathsAreAddedTo() {
    assertThatThrownBy(() -> Configuration.read(Map.of("WHOPSHIP_OTLP_ENDPOINT",
        "http://localhost:4318/v1/traces")))
        .hasMessageContaining("WHOPSHIP_OTLP_ENDPOINT: must be the URL before /v1/traces, which is"
            + " added (it is 'http://localhost:4318/v1/traces')");
    assertThatThrownBy(() -> Configuration.read(Map.of("WHOPSHIP_OTLP_ENDPOINT", "localhost:4318")))
        .hasMessageContaining("WHOPSHIP_OTLP_ENDPOINT: must be an http or https URL");
  }

  @Test
  void theDockerEngineIsChosen() {
    assertThat(docker("auto")).isEqualTo(new DockerChoice.IfThere());
    assertThat(docker("off").usable()).isEmpty();
    assertThat(docker("unix:///run/user/1000/docker.sock").usable())
        .contains(Path.of("/run/user/1000/docker.sock"));
    assertThatThrownBy(() -> docker("tcp://10.0.0.1:2375")).hasMessageContaining(
        "WHOPSHIP_DOCKER: must be auto, off, or unix:// and a path, but is 'tcp://10.0.0.1:2375'");
    assertThatThrownBy(() -> docker("unix://docker.sock"))
        .hasMessageContaining("WHOPSHIP_DOCKER: must be unix:// and an absolute path");
  }

  private static DockerChoice docker(String value) {
    return Configuration.read(Map.of("WHOPSHIP_DOCKER", value)).docker();
  }

  private static final Map<String, String> ON_CLOUDFLARE = Map.of("WHOPSHIP_EDGE", "cloudflare",
      "WHOPSHIP_CLOUDFLARE_ACCOUNT", "0123456789abcdef0123456789abcdef",
      "WHOPSHIP_CLOUDFLARE_TOKEN", "t0ken", "WHOPSHIP_SITE_URL", "https://{subdomain}.example.com",
      "WHOPSHIP_S3_ACCESS_KEY_ID", "key", "WHOPSHIP_S3_SECRET_ACCESS_KEY", "s3cret");

  private static Configuration onCloudflare(Map<String, String> more) {
    Map<String, String> settings = new TreeMap<>(ON_CLOUDFLARE);
    settings.putAll(more);
    return Configuration.read(settings);
  }

  @Test
  void workersRunOnThisMachineUnlessCloudflareIsChosen() {
    assertThat(Configuration.read(Map.of()).edge()).isEqualTo(new EdgeChoice.Workerd());
    assertThat(Configuration.read(Map.of()).artifacts()).isEqualTo(new ArtifactChoice.Directory());
    assertThatThrownBy(() -> Configuration.read(Map.of("WHOPSHIP_EDGE", "aws")))
        .hasMessageContaining("WHOPSHIP_EDGE: must be workerd or cloudflare (it is 'aws')");
  }

  @Test
  void anAccountOnCloudflareNeedsNoMoreThanItsTokenAndKeys() {
    Configuration configuration = onCloudflare(Map.of());
    CloudflareConfiguration account = CloudflareOptions.account(configuration);

    assertThat(account.api()).isEqualTo(ApiSettings.of(ApiSettings.CLOUDFLARE,
        "0123456789abcdef0123456789abcdef", new Secret("t0ken")));
    assertThat(account.installation()).isEqualTo(new Installation("whopship"));
    assertThat(account.spread()).isEqualTo(Duration.ofSeconds(75));
    assertThat(account.visitors()).isNull();
    assertThat(account.probeSecret()).isNull();
    assertThat(configuration.artifacts()).isEqualTo(new ArtifactChoice.S3(S3Settings.of(
        URI.create("https://0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com"),
        "whopship-builds", "key", new Secret("s3cret"))));
  }

  @Test
  void everythingOfTheAccountIsSet() {
    CloudflareConfiguration account = CloudflareOptions.account(onCloudflare(Map.of(
        "WHOPSHIP_CLOUDFLARE_NAMESPACE", "tenants", "WHOPSHIP_CLOUDFLARE_API",
        "http://127.0.0.1:9/v4/", "WHOPSHIP_CLOUDFLARE_SPREAD", "2m",
        "WHOPSHIP_CLOUDFLARE_FIGURES_DELAY", "30s",
        "WHOPSHIP_CLOUDFLARE_VISITORS", "127.0.0.1:8080", "WHOPSHIP_PROBE_SECRET",
        "0123456789abcdef")));

    assertThat(account.installation().builds()).isEqualTo("tenants-builds");
    assertThat(account.api().baseUrl()).hasToString("http://127.0.0.1:9/v4");
    assertThat(account.spread()).isEqualTo(Duration.ofMinutes(2));
    assertThat(account.figuresDelay()).isEqualTo(Duration.ofSeconds(30));
    assertThat(account.visitors())
        .isEqualTo(InetSocketAddress.createUnresolved("127.0.0.1", 8080));
    assertThat(account.probeSecret()).isEqualTo(new Secret("0123456789abcdef"));
  }

  @Test
  void whatIsWrongWithTheAccountIsToldWithoutItsSecrets() {
    assertThatThrownBy(() -> onCloudflare(Map.of("WHOPSHIP_CLOUDFLARE_ACCOUNT", "mine",
        "WHOPSHIP_CLOUDFLARE_TOKEN", "two words", "WHOPSHIP_CLOUDFLARE_NAMESPACE", "Tenants",
        "WHOPSHIP_CLOUDFLARE_VISITORS", "127.0.0.1", "WHOPSHIP_PROBE_SECRET", "hunter2",
        "WHOPSHIP_SITE_URL", "http://{subdomain}.localhost")))
        .hasMessageContaining("WHOPSHIP_CLOUDFLARE_ACCOUNT: must be the id of the account, 32"
            + " digits of 0-9 a-f (it is 'mine')")
        .hasMessageContaining("WHOPSHIP_CLOUDFLARE_TOKEN: must be set")
        .hasMessageContaining("WHOPSHIP_CLOUDFLARE_NAMESPACE: must be 1 to 30 of a-z 0-9 -")
        .hasMessageContaining("WHOPSHIP_CLOUDFLARE_VISITORS: must be a host and a port, but is")
        .hasMessageContaining("WHOPSHIP_PROBE_SECRET: must have 16 characters or more")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("two words", "hunter2"));
    assertThatThrownBy(() -> onCloudflare(Map.of("WHOPSHIP_SITE_URL",
        "http://{subdomain}.localhost")))
        .hasMessageContaining("WHOPSHIP_SITE_URL: must be https://{subdomain}. and a domain");
  }

  @Test
  void artifactsLieInTheBucketThatIsNamed() {
    Map<String, String> bucket = Map.of("WHOPSHIP_S3_BUCKET", "zips", "WHOPSHIP_S3_ENDPOINT",
        "https://s3.example.com", "WHOPSHIP_S3_REGION", "eu-west-1", "WHOPSHIP_S3_ACCESS_KEY_ID",
        "key", "WHOPSHIP_S3_SECRET_ACCESS_KEY", "s3cret", "WHOPSHIP_S3_PATH_STYLE", "no");

    assertThat(Configuration.read(bucket).artifacts()).isEqualTo(new ArtifactChoice.S3(
        S3Settings.of(URI.create("https://s3.example.com"), "zips", "key", new Secret("s3cret"))
            .withRegion("eu-west-1")
            .withPathStyle(false)));
    assertThatThrownBy(() -> Configuration.read(Map.of("WHOPSHIP_S3_BUCKET", "zips",
        "WHOPSHIP_S3_PATH_STYLE", "maybe")))
        .hasMessageContaining("WHOPSHIP_S3_ENDPOINT: must be set with WHOPSHIP_S3_BUCKET")
        .hasMessageContaining("WHOPSHIP_S3_ACCESS_KEY_ID: must be set with WHOPSHIP_S3_BUCKET")
        .hasMessageContaining("WHOPSHIP_S3_SECRET_ACCESS_KEY: must be set")
        .hasMessageContaining("WHOPSHIP_S3_PATH_STYLE: must be yes or no (it is 'maybe')");
  }

  @Test
  void whatIsOfABucketAsksForTheBucket() {
    assertThatThrownBy(() -> Configuration.read(Map.of("WHOPSHIP_S3_ENDPOINT",
        "https://s3.example.com", "WHOPSHIP_S3_SECRET_ACCESS_KEY", "s3cret")))
        .hasMessageContaining("WHOPSHIP_S3_ENDPOINT: is for artifacts in a bucket: set"
            + " WHOPSHIP_S3_BUCKET, or leave it out")
        .hasMessageContaining("WHOPSHIP_S3_SECRET_ACCESS_KEY: is for artifacts in a bucket")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void whatIsOfTheAccountAsksForTheEdge() {
    assertThatThrownBy(() -> Configuration.read(Map.of("WHOPSHIP_CLOUDFLARE_TOKEN", "t0ken")))
        .hasMessageContaining("WHOPSHIP_CLOUDFLARE_TOKEN: is for workers on Cloudflare: set"
            + " WHOPSHIP_EDGE=cloudflare, or leave it out")
        .hasMessageNotContaining("t0ken");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|',
      textBlock = """
          WHOPSHIP_S3_ENDPOINT          | https://s3.example.com/zips | must not end with the bucket
          WHOPSHIP_S3_ENDPOINT          | https://me:hunter2@s3 e.com | must be an http or https URL
          WHOPSHIP_S3_BUCKET            | Zips                        | must have 3 to 63
          WHOPSHIP_S3_REGION            | two words                   | must be printable ASCII
          WHOPSHIP_S3_ACCESS_KEY_ID     | a key                       | must be printable ASCII
          WHOPSHIP_S3_SECRET_ACCESS_KEY | hunter2 hunter2             | must be set, to printable
          """)
  void whatIsWrongWithTheBucketIsToldByTheNameOfItsSetting(String name, String value,
      String rule) {
    Map<String, String> settings = new TreeMap<>(Map.of("WHOPSHIP_S3_BUCKET", "zips",
        "WHOPSHIP_S3_ENDPOINT", "https://s3.example.com", "WHOPSHIP_S3_ACCESS_KEY_ID", "key",
        "WHOPSHIP_S3_SECRET_ACCESS_KEY", "s3cret"));
    settings.put(name, value);

    assertThatThrownBy(() -> Configuration.read(settings))
        .isInstanceOf(Configuration.Invalid.class)
        .hasMessageContaining(name + ": " + rule)
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void onCloudflareTheBucketIsInTheAccountsOwnR2() {
    String account = "0123456789abcdef0123456789abcdef";
    for (String own : List.of("https://" + account + ".r2.cloudflarestorage.com/",
        "https://" + account + ".eu.r2.cloudflarestorage.com")) {
      Configuration configuration = onCloudflare(Map.of("WHOPSHIP_S3_ENDPOINT", own));

      assertThat(configuration.artifacts()).isInstanceOfSatisfying(ArtifactChoice.S3.class,
          chosen -> assertThat(CloudflareOptions.account(configuration)
              .objects(chosen.bucket().endpoint()))
              .as("buckets that bindings of workers name")
              .hasToString("https://" + account + ".r2.cloudflarestorage.com"));
    }
    for (String other : List.of("https://s3.example.com",
        "http://" + account + ".r2.cloudflarestorage.com",
        "https://another.r2.cloudflarestorage.com")) {
      assertThatThrownBy(() -> onCloudflare(Map.of("WHOPSHIP_S3_ENDPOINT", other)))
          .hasMessageContaining("WHOPSHIP_S3_ENDPOINT: must be the R2 of the account")
          .hasMessageContaining("(it is '" + other + "')");
    }
  }

  @Test
  void ofAnotherApiThanCloudflaresTheStoreMayBeAnywhere() {
    Configuration configuration = onCloudflare(Map.of("WHOPSHIP_CLOUDFLARE_API",
        "http://127.0.0.1:9/v4", "WHOPSHIP_S3_ENDPOINT", "http://127.0.0.1:10"));

    assertThat(CloudflareOptions.account(configuration).objects(URI.create("http://127.0.0.1:10")))
        .hasToString("http://127.0.0.1:10");
  }

  @Test
  void aSpreadBelowNothingIsRefused() {
    assertThatThrownBy(() -> onCloudflare(Map.of("WHOPSHIP_CLOUDFLARE_SPREAD", "PT-1S")))
        .hasMessageContaining("WHOPSHIP_CLOUDFLARE_SPREAD: must be 0s or more (it is 'PT-1S')");
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    Map<String, String> wrong = Map.of("WHOPSHIP_PORT", "x", "WHOPSHIP_SOAK", "soon",
        "WHOPSHIP_SITE_URL", "http://example.com", "WHOPSHIP_MAX_ASSET", "-1", "WHOPSHIP_PROT", "1",
        "WHOPSHIP_ADMIN_TOKEN", "hunter2");

    assertThatThrownBy(() -> Configuration.read(wrong)).isInstanceOf(Configuration.Invalid.class)
        .hasMessageContaining("WHOPSHIP_PORT: must be a whole number from 1 to 65535 (it is 'x')")
        .hasMessageContaining("WHOPSHIP_SOAK: must be a duration such as 500ms, 30s")
        .hasMessageContaining("WHOPSHIP_SITE_URL: site URL pattern must hold {subdomain} once")
        .hasMessageContaining("WHOPSHIP_MAX_ASSET: must be a size such as")
        .hasMessageContaining("WHOPSHIP_PROT: there is no such setting")
        .hasMessageContaining("WHOPSHIP_ADMIN_TOKEN: must be 16 to 256")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
  }

  @Test
  void theTokenForMetricsIsGoodForMetricsAlone() {
    String token = "only-for-prometheus";

    assertThat(Configuration.read(Map.of("WHOPSHIP_METRICS_TOKEN", token)).life().metricsToken())
        .isEqualTo(new Secret(token));
    assertThat(Configuration.read(Map.of()).life().metricsToken()).isNull();
    assertThatThrownBy(() -> Configuration
        .read(Map.of("WHOPSHIP_METRICS_TOKEN", token, "WHOPSHIP_ADMIN_TOKEN", token)))
        .hasMessageContaining("WHOPSHIP_METRICS_TOKEN: must be another than WHOPSHIP_ADMIN_TOKEN");
    assertThatThrownBy(() -> Configuration
        .read(Map.of("WHOPSHIP_METRICS_TOKEN", token, "WHOPSHIP_METRICS", "open")))
        .hasMessageContaining("has no meaning unless WHOPSHIP_METRICS is token");
    assertThatThrownBy(() -> Configuration.read(Map.of("WHOPSHIP_METRICS_TOKEN", "short")))
        .hasMessageContaining("must be 16 to 256")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("short"));
  }

  @Test
  void theTwoListenersNeedTwoPorts() {
    assertThatThrownBy(() -> Configuration.read(Map.of("WHOPSHIP_PORT", "8080")))
        .hasMessageContaining("WHOPSHIP_SITES_PORT: must be another port than WHOPSHIP_PORT");
  }

  @Test
  void theDocumentationNamesExactlyTheSettingsThereAreWithTheirDefaults() throws IOException {
    Map<String, String> documented = Files.readAllLines(Path.of("..", "docs", "configuration.md"))
        .stream()
        .filter(line -> line.startsWith("| `WHOPSHIP_"))
        .map(line -> line.split("\\|"))
        .collect(Collectors.toMap(cells -> cells[1].strip().replace("`", ""),
            cells -> cells[2].strip(), (a, b) -> a, TreeMap::new));
    Set<String> asked = new TreeSet<>();
    for (Map<String, String> settings : List.of(Map.<String, String>of(), ON_CLOUDFLARE)) {
      RecordingEnvironment environment = new RecordingEnvironment(settings);
      Configuration.read(environment);
      asked.addAll(environment.names());
    }

    assertThat(documented.keySet()).containsExactlyInAnyOrderElementsOf(asked);
    Map<String, String> literal = documented.entrySet()
        .stream()
        .filter(setting -> setting.getValue().matches("`[^<]*`"))
        .collect(Collectors
            .toMap(Map.Entry::getKey, setting -> setting.getValue().replace("`", "")));
    Map<String, String> here = new TreeMap<>(literal);
    here.keySet().removeIf(name -> name.matches("WHOPSHIP_(CLOUDFLARE|S3)_.*"));
    assertThat(Configuration.read(here)).isEqualTo(Configuration.read(Map.of()));
    literal.putAll(ON_CLOUDFLARE);
    assertThat(Configuration.read(literal)).isEqualTo(onCloudflare(Map.of()));
  }
}
