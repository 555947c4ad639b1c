package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.adapter.jdbc.DatabaseSettings;
import io.whopship.adapter.jdbc.WorkSettings;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.servers.LocalPart;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The database, and the servers on it. */
class ServersConfigurationTest {

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
}
