package io.whopship.adapter.zip;

import static io.whopship.testkit.hostile.RawEntry.deflated;
import static io.whopship.testkit.hostile.RawEntry.stored;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.model.artifact.AssetSettings;
import io.whopship.ports.model.artifact.AssetSettings.HtmlHandling;
import io.whopship.ports.model.artifact.AssetSettings.NotFoundHandling;
import io.whopship.ports.model.artifact.AssetSettings.WorkerFirst;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.artifact.MetaJson;
import io.whopship.ports.model.artifact.RuntimeSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a meta.json says, and what it must not say. */
class MetaJsonTest extends OpenZips {

  MetaJsonTest(@TempDir Path directory) {
    super(directory);
  }

  @Test
  void anArtifactNeedsNone() throws IOException {
    assertThat(open(stored("a", "")).meta()).isEqualTo(new MetaJson.Absent());
  }

  @ParameterizedTest
  @ValueSource(strings = {"open-next/meta.json", "META.JSON", "meta.json/"})
  void onlyTheOneAtTheTopCounts(String name) throws IOException {
    assertThat(open(stored(name, "")).meta()).isEqualTo(new MetaJson.Absent());
  }

  @Test
  void thatOfTheGuideIsReadWithoutItsChecksum() throws IOException {
    assertThat(meta("""
        {
          "nextVersion": "14.0.0",
          "opennextVersion": "3.0.0",
          "wranglerVersion": "3.100.0",
          "nodeVersion": "20.0.0",
          "buildTime": 45000,
          "checksum": "sha256:abc123..."
        }
        """)).isEqualTo(new MetaJson.Parsed(
        new BuildMetadata("14.0.0", "3.0.0", "3.100.0", "20.0.0", 45_000L, null, Map.of()),
        null));
  }

  @Test
  void anEmptyOneSaysNothing() throws IOException {
    assertThat(meta("{}"))
        .isEqualTo(new MetaJson.Parsed(BuildMetadata.NONE, null));
  }

  @Test
  void nullSaysNothing() throws IOException {
    assertThat(meta("{\"nextVersion\": null, \"buildTime\": null, \"runtime\": null}"))
        .isEqualTo(new MetaJson.Parsed(BuildMetadata.NONE, null));
  }

  @Test
  void textsOfTheSendersOwnAreKeptAndOtherMembersPassedOver() throws IOException {
    assertThat(build("""
        {"gitCommit": "abc", "dirty": true, "tags": ["a"], "count": 3, "none": null}
        """).other()).isEqualTo(Map.of("gitCommit", "abc"));
  }

  @Test
  void theRuntimeIsReadInTheWordsOfWrangler() throws IOException {
    assertThat(runtime("""
        {"runtime": {
          "compatibilityDate": "2026-04-01",
          "compatibilityFlags": ["nodejs_compat", "global_fetch_strictly_public"],
          "assets": {"binding": "ASSETS", "run_worker_first": ["/api/*", "!/api/docs"],
            "html_handling": "drop-trailing-slash", "not_found_handling": "404-page"},
          "services": [{"binding": "WORKER_SELF_REFERENCE", "service": "x"}]}}
        """)).isEqualTo(new RuntimeSettings(LocalDate.of(2026, 4, 1),
        List.of("nodejs_compat", "global_fetch_strictly_public"),
        new AssetSettings(new WorkerFirst.Matching(List.of("/api/*", "!/api/docs")),
            HtmlHandling.DROP_TRAILING_SLASH, NotFoundHandling.PAGE_404)));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {"true | true", "false | false",
      "null | false",
      "[] | false", "['/x'] | [\"/x\"]"})
  void theWorkerComesFirstAlwaysNeverOrForSome(String json, String expected) throws IOException {
    assertThat(runtime("{'runtime': {'assets': {'run_worker_first': " + json + "}}}").assets()
        .runWorkerFirst()).hasToString(expected);
  }

  @Test
  void flagsAlwaysHoldTheCompatibilityWithNode() throws IOException {
    assertThat(runtime("{'runtime': {'compatibilityFlags': ['no_nodejs_x']}}")
        .compatibilityFlags()).containsExactly("nodejs_compat", "no_nodejs_x");
    assertThat(runtime("{'runtime': {'compatibilityFlags': []}}").compatibilityFlags())
        .containsExactly("nodejs_compat");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "{'nextVersion': 14} | nextVersion must be a string, but is the number 14",
      "{'nodeVersion': {}} | nodeVersion must be a string, but is an object",
      "{'buildTime': '45s'} | buildTime must be a number of milliseconds, but is '45s'",
      "{'buildTime': 1e300} | buildTime must be a number of milliseconds",
      "{'runtime': []} | runtime must be an object, but is a list",
      "{'runtime': {'compatibilityDate': 'soon'}} | runtime.compatibilityDate must be a date",
      "{'runtime': {'compatibilityDate': '2026-02-30'}} | runtime.compatibilityDate must be a date",
      "{'runtime': {'compatibilityFlags': 'nodejs_compat'}} | runtime.compatibilityFlags must be",
      "{'runtime': {'compatibilityFlags': ['a', 1]}} | runtime.compatibilityFlags[1] must be a string",
      "{'runtime': {'compatibilityFlags': [null]}} | runtime.compatibilityFlags[0] must be a string",
      "{'runtime': {'compatibilityFlags': ['A B']}} | compatibilityFlags: a flag must be",
      "{'runtime': {'assets': true}} | runtime.assets must be an object, but is true or false",
      "{'runtime': {'assets': {'run_worker_first': 1}}} | runtime.assets.run_worker_first must be",
      "{'runtime': {'assets': {'run_worker_first': ['x']}}} | run_worker_first: a pattern must",
      "{'runtime': {'assets': {'html_handling': 'x'}}} | one of auto-trailing-slash, force-",
      "{'runtime': {'assets': {'not_found_handling': 'x'}}} | one of none, 404-page, single-",
      "[] | the document must be an object, but is a list",
      "'text' | the document must be an object, but is 'text'"})
  void aWrongTypeIsNamedWithItsPlace(String json, String reason) throws IOException {
    assertThat(reason(json)).contains(reason).doesNotContain("meta.json");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "~~ | the document must be an object, but is empty",
      "~ ~ | the document must be an object, but is empty",
      "{ | is not valid JSON at line 1, column 2: Unexpected end-of-input: expected close marker for Object",
      "{} {} | is not valid JSON at line 1, column 4: Trailing token (of type START_OBJECT) found after value",
      "{'a': 1, 'a': 2} | is not valid JSON at line 1, column 13: Duplicate field 'a'",
      "PK | is not valid JSON at line 1, column 1: Unrecognized token 'PK': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
      "{'a': NaN} | is not valid JSON at line 1, column 10: Non-standard token 'NaN'"})
  void whatIsNoJsonIsMalformedInWordsForItsSender(String text, String said) throws IOException {
    assertThat(reason(text)).isEqualTo(said);
  }

  @Test
  void theLineOfASyntaxErrorIsNamed() throws IOException {
    assertThat(reason("{\n'a': 1,\n}")).startsWith("is not valid JSON at line 3, column 1: ");
  }

  @Test
  void deepNestingIsMalformed() throws IOException {
    assertThat(reason("{'a':" + "[".repeat(10_000) + "]".repeat(10_000) + "}"))
        .endsWith("Document nesting depth (17) exceeds the maximum allowed");
  }

  @Test
  void moreThan64KiBIsMalformedUnread() throws IOException {
    byte[] large = new byte[64 * 1024 + 1];

    assertThat(open(deflated("meta.json", large)).meta()).isInstanceOfSatisfying(
        MetaJson.Malformed.class,
        malformed -> assertThat(malformed.reason()).contains("65537 bytes",
            "limit is 65536 bytes"));
  }

  @Test
  void oneThatUnpacksToMoreThanItClaimsIsMalformed() throws IOException {
    assertThat(
        open(deflated("meta.json", new byte[10_000_000]).both(header -> header.size(2))).meta())
        .isInstanceOfSatisfying(MetaJson.Malformed.class,
            malformed -> assertThat(malformed.reason())
                .isEqualTo("has more than the 2 bytes it claims"));
  }

  @Test
  void textsThatAreTooLongAreMalformed() throws IOException {
    assertThat(reason("{'nextVersion': '" + "1".repeat(257) + "'}")).contains("nextVersion",
        "256");
  }

  @Test
  void aFaultOfTheSenderIsNotQuotedAtLength() throws IOException {
    assertThat(reason("{'runtime': '" + "x".repeat(60_000) + "'}").length()).isLessThan(400);
  }

  @Test
  void aReasonIsOneLineWhateverTheSenderWrote() throws IOException {
    assertThat(reason("{'runtime': 'a\\nb'}")).contains("'a?b'");
    assertThat(reason("{'runtime': {'compatibilityFlags': ['a\\r\\nb']}}")).contains("'a??b'");
    assertThat(reason("{'a\u2028b': '" + "x".repeat(257) + "'}")).contains("a?b");
  }

  private MetaJson meta(String json) throws IOException {
    return open(stored("other", ""), stored("meta.json", json.replace('\'', '"'))).meta();
  }

  private BuildMetadata build(String json) throws IOException {
    return parsed(json).build();
  }

  private RuntimeSettings runtime(String json) throws IOException {
    return Objects.requireNonNull(parsed(json).runtime());
  }

  private MetaJson.Parsed parsed(String json) throws IOException {
    MetaJson meta = meta(json);
    assertThat(meta).isInstanceOf(MetaJson.Parsed.class);
    return (MetaJson.Parsed) meta;
  }

  private String reason(String json) throws IOException {
    MetaJson meta = meta(json);
    assertThat(meta).isInstanceOf(MetaJson.Malformed.class);
    return ((MetaJson.Malformed) meta).reason();
  }
}
