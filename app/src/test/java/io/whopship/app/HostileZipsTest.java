package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.testkit.ArtifactZips;
import io.whopship.testkit.hostile.HostileZips;
import io.whopship.testkit.hostile.SampleZip;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whoever sends a hostile zip gets a reason, and no more of this server than two seconds and 64 MiB
 * of heap. Whoever sends an odd one that is good is served.
 */
class HostileZipsTest {

  /**
   * Of a processor, by all threads of the judge together: on a machine with nothing else to do the
   * answer takes less, and what else a busy one does is no cost of a zip.
   */
  private static final Duration MAX_TIME = Duration.ofSeconds(2);

  /** By the clock: for what hangs and so takes no time of a processor. */
  private static final Duration HANGS = Duration.ofSeconds(20);
  private static final int MAX_HEAP_MEBIBYTES = 64;
  private static final int MEBIBYTE = 1024 * 1024;

  @TempDir
  private static Path work;

  private static int heapMebibytes;
  private static JudgeProcess judge;

  @TempDir
  private Path zips;

  static List<SampleZip> hostile() {
    return HostileZips.hostile();
  }

  static List<SampleZip> odd() {
    return HostileZips.odd();
  }

  /** What the heap holds when there is nothing to judge is no cost of a zip. */
  @BeforeAll
  static void theHeapThatIsNeededAnywayIsMeasured(@TempDir Path folder) throws IOException {
    try (JudgeProcess measured = JudgeProcess.start(256, work)) {
      ArtifactZips.helloWorker("v1").writeTo(folder.resolve("good.zip"));
      assertThat(measured.judge(folder.resolve("good.zip"))).isEmpty();
      heapMebibytes = Math.ceilDiv((int) measured.usedHeap(), MEBIBYTE) + MAX_HEAP_MEBIBYTES;
    }
    judge = started();
  }

  /** One that ended or owes an answer is of no use to the next zip, nor one that still starts. */
  @BeforeEach
  void aJudgeIsReady() throws IOException {
    if (!judge.isReady()) {
      judge.close();
      judge = started();
    }
  }

  private static JudgeProcess started() throws IOException {
    JudgeProcess process = JudgeProcess.start(heapMebibytes, work);
    process.usedHeap();
    return process;
  }

  @AfterAll
  static void theJudgeEnds() {
    judge.close();
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void isRefusedSoonByItsRule(SampleZip zip) throws IOException {
    Path file = zip.writeTo(zips.resolve(zip.name()));
    Duration before = judge.processorTime();

    JsonNode problems = assertTimeoutPreemptively(HANGS, () -> judge.judge(file));

    assertThat(judge.processorTime().minus(before)).as(zip.what()).isLessThan(MAX_TIME);
    SampleZip.Refused expected = (SampleZip.Refused) zip.expectation();
    assertThat(problems).as(zip.what()).anySatisfy(problem -> {
      assertThat(problem.get("rule").textValue()).isEqualTo(expected.rule());
      assertThat(problem.get("entry").textValue()).isEqualTo(expected.entry());
      assertThat(problem.get("message").textValue()).isNotBlank();
    });
    assertNothingIsLeftBut(file);
  }

  @ParameterizedTest
  @MethodSource("odd")
  void isTakenThoughItIsOdd(SampleZip zip) throws IOException {
    Path file = zip.writeTo(zips.resolve(zip.name()));

    assertThat(judge.judge(file)).as(zip.what()).isEmpty();

    assertNothingIsLeftBut(file);
  }

  private void assertNothingIsLeftBut(Path file) {
    assertThat(work).isEmptyDirectory();
    assertThat(zips).isDirectoryNotContaining(each -> !each.equals(file));
  }

  @Test
  void theJudgeEndsWhenItHasTooLittleHeap() throws IOException {
    SampleZip large = hostile().stream()
        .filter(zip -> zip.name().equals("entries-as-many-as-allowed-in-long-names"))
        .findFirst()
        .orElseThrow();
    Path file = large.writeTo(zips.resolve(large.name()));
    try (JudgeProcess small = JudgeProcess.start(heapMebibytes - MAX_HEAP_MEBIBYTES + 16, work)) {
      assertThatThrownBy(() -> small.judge(file))
          .hasMessageContaining("OutOfMemoryError");
    }
  }

  @Test
  void namesOfSamplesAreDistinct() {
    assertThat(HostileZips.all()).extracting(SampleZip::name).doesNotHaveDuplicates();
    assertThat(hostile().size() + odd().size()).isEqualTo(HostileZips.all().size());
  }
}
