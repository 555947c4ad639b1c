package io.whopship.core.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driving.logs.AppendLog;
import io.whopship.ports.driving.logs.AppendLog.Entry;
import io.whopship.ports.driving.logs.AppendLog.Outcome;
import io.whopship.ports.model.logs.LogType;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How much others may add to the log of a deployment. */
final class AppendBoundsTest {

  private static final Entry GOOD = entry("step", "message", null, Map.of());

  private final LogWorld world = new LogWorld();
  private final AppendLog append = new AppendLogService(world.access, world.logs, world.clock);

  private static Entry entry(String step, String message, @Nullable Integer progress,
      Map<String, String> metadata) {
    return new Entry(LogType.INFO, step, message, progress, metadata);
  }

  private static Map<String, String> members(int number) {
    return IntStream.range(0, number).boxed().collect(Collectors.toMap(i -> "name" + i, i -> "v"));
  }

  private Outcome append(List<Entry> lines) {
    return append.append(LogWorld.ALICE, world.deployment.id(), lines);
  }

  /** As the third of three lines. */
  private void assertRefused(Entry entry, String message) {
    assertThatThrownBy(() -> append(List.of(GOOD, GOOD, entry)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThat(world.store.logs().extent(world.deployment.id()).last()).isZero();
  }

  @Test
  void linesAreOneToAThousand() {
    assertThatThrownBy(() -> append(List.of()))
        .hasMessage("lines must be 1 to 1000, but are 0");
    assertThatThrownBy(() -> append(Collections.nCopies(1_001, GOOD)))
        .hasMessage("lines must be 1 to 1000, but are 1001");
    assertThatCode(() -> append(Collections.nCopies(1_000, GOOD))).doesNotThrowAnyException();
  }

  @Test
  void eachPartHasABoundThatIsNamedWithItsLine() {
    assertRefused(entry("", "x".repeat(16_385), null, Map.of()),
        "lines[2].message must have at most 16384 characters, but has 16385");
    assertRefused(entry("s".repeat(101), "x", null, Map.of()),
        "lines[2].step must have at most 100 characters, but has 101");
    assertRefused(entry("", "x", 101, Map.of()),
        "lines[2].progress must be 0 to 100, but is 101");
    assertRefused(entry("", "x", -1, Map.of()),
        "lines[2].progress must be 0 to 100, but is -1");
    assertRefused(entry("", "x", null, members(33)),
        "lines[2].metadata must have at most 32 members, but has 33");
    assertRefused(entry("", "x", null, Map.of("sha", "v".repeat(1_025))),
        "lines[2].metadata.sha must have at most 1024 characters, but has 1025");
  }

  @Test
  void aNameOfMetadataIsShortAndPlain() {
    String rule = "lines[2].metadata: a name must be 1 to 100 characters without control"
        + " characters, but is '";
    assertRefused(entry("", "x", null, Map.of("", "v")), rule + "' (0 characters)");
    assertRefused(entry("", "x", null, Map.of("a\u001b", "v")), rule + "a?' (2 characters)");
    assertRefused(entry("", "x", null, Map.of("n".repeat(101), "v")),
        rule + "n".repeat(101) + "' (101 characters)");
  }

  @Test
  void whatIsJustWithinThemIsTaken() {
    Map<String, String> metadata = members(31);
    metadata.put("n".repeat(100), "v".repeat(1_024));

    Outcome outcome = append(List.of(entry("s".repeat(100), "x".repeat(16_384), 100, metadata),
        entry("", "", 0, Map.of())));

    assertThat(outcome).isEqualTo(new Outcome.Appended(LogWorld.at(2)));
  }

  @Test
  void aLogOfAMillionLinesTakesNoMore() {
    world.logs.longer = AppendLog.MAX_LOG - 2;

    assertThat(append(List.of(GOOD, GOOD, GOOD))).isEqualTo(new Outcome.Full());
    assertThat(append(List.of(GOOD, GOOD))).isInstanceOf(Outcome.Appended.class);
    assertThat(append(List.of(GOOD))).isEqualTo(new Outcome.Full());
  }

  @Test
  void aLogOf256MebibytesTakesNoMore() {
    world.logs.larger = AppendLog.MAX_LOG_BYTES - 2L * ("step" + "message").length();

    assertThat(append(List.of(GOOD, GOOD, GOOD))).isEqualTo(new Outcome.Full());
    assertThat(append(List.of(GOOD, GOOD))).isInstanceOf(Outcome.Appended.class);
    assertThat(append(List.of(GOOD))).isEqualTo(new Outcome.Full());
  }

  @Test
  void whatNoViewerCouldBeSentIsMadeHarmless() {
    append(List.of(
        entry("st\tep", "a\u001b[31m\r\n\u0085b \ud83d c 🚢", null, Map.of("k", "v\u0000"))));

    assertThat(world.store.logs().read(world.deployment.id(), 0, 10)).singleElement()
        .satisfies(stored -> {
          assertThat(stored.line().message()).isEqualTo("a?[31m???b ? c 🚢");
          assertThat(stored.line().step()).isEqualTo("st?ep");
          assertThat(stored.line().metadata()).containsExactly(Map.entry("k", "v?"));
        });
  }
}
