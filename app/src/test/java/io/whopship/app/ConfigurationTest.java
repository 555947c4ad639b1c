package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.adapter.cloudflare.workerd.WorkerdSettings.Bounds;
import io.whopship.adapter.cloudflare.workerd.logs.WorkerLogging;
import io.whopship.app.traces.Collector;
import io.whopship.ports.model.artifact.ArtifactLimits;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.logs.LogRetention;
import io.whopship.ports.model.logs.LogSettings;
import io.whopship.ports.model.rollout.RolloutPlan;
import java.io.IOException;
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
  void anAddressOfManyPartsStandsInBracketsInAUrl() {
    assertThat(Configuration.read(Map.of("WHOPSHIP_HOST", "fd00::7")).running().url())
        .hasToString("http://[fd00::7]:8000");
    assertThat(Configuration.read(Map.of("WHOPSHIP_HOST", "my_host")).running().url())
        .as("of a name that no URL may have")
        .hasToString("http://localhost:8000");
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
    for (Map<String, String> settings : List.of(Map.<String, String>of(),
        CloudflareConfigurationTest.ON_CLOUDFLARE)) {
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
    literal.putAll(CloudflareConfigurationTest.ON_CLOUDFLARE);
    assertThat(Configuration.read(literal))
        .isEqualTo(CloudflareConfigurationTest.onCloudflare(Map.of()));
  }
}
