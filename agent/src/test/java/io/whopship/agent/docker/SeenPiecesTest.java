package io.whopship.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.model.logs.LogType;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeenPiecesTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final SeenPieces seen = new SeenPieces();

  private static Piece out(long nanos) {
    return new Piece(LogType.STDOUT, START.plusNanos(nanos), new byte[0], true);
  }

  private static Piece err(long nanos) {
    return new Piece(LogType.STDERR, START.plusNanos(nanos), new byte[0], true);
  }

  private List<Boolean> areNew(Piece... pieces) {
    return Arrays.stream(pieces).map(seen::isNew).toList();
  }

  @Test
  void nothingIsAskedForAgainBeforeTheFirst() {
    assertThat(seen.since()).isNull();
    assertThat(areNew(out(1), out(1), err(1))).containsOnly(true);
    assertThat(seen.since()).isBefore(START);
  }

  @Test
  void whatWasReadIsKnownWhenItIsReadAgain() {
    areNew(out(1), out(2), out(3));
    seen.rewind();

    assertThat(areNew(out(1), out(2), out(3), out(4))).containsExactly(false, false, false, true);
  }

  @Test
  void ofTheSameNanosecondAsManyAreKnownAsWereRead() {
    areNew(out(1), out(2), out(2));
    seen.rewind();

    assertThat(areNew(out(2), out(2), out(2), out(2))).containsExactly(false, false, true, true);
    seen.rewind();
    assertThat(areNew(out(2), out(2), out(2), out(2), out(2)))
        .containsExactly(false, false, false, false, true);
  }

  /** The pieces of one long line have one time. */
  @Test
  void theFirstTimeOfAllMayGoOnUnlessItsBeginningWasLeftOut() {
    areNew(out(1), out(1));
    seen.rewind();
    assertThat(areNew(out(1), out(1), out(1))).containsExactly(false, false, true);

    seen.someLeftOut();
    seen.rewind();
    assertThat(areNew(out(1), out(1), out(1), out(1), out(2)))
        .containsExactly(false, false, false, false, true);
  }

  @Test
  void eachStreamHasItsOwnPlace() {
    areNew(out(1), out(9));
    seen.rewind();

    assertThat(areNew(err(5), out(9), err(8), out(10))).containsExactly(true, false, true, true);
  }

  @Test
  void whatWasLeftOutOfTheTailStaysOut() {
    areNew(out(5), out(6));
    seen.rewind();

    assertThat(areNew(out(4), err(4), out(5), out(6), err(6)))
        .containsExactly(false, false, false, false, true);
  }

  @Test
  void aClockThatIsSetBackHidesNothing() {
    assertThat(areNew(out(5), out(2), out(3))).containsOnly(true);
  }
}
