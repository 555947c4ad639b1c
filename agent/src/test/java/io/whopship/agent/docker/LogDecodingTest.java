package io.whopship.agent.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogDecodingTest {

  private static final String AT = "2026-01-02T03:04:05.000000001Z ";

  private static byte[] frame(int stream, String text) {
    byte[] payload = text.getBytes(UTF_8);
    return ByteBuffer.allocate(8 + payload.length)
        .put((byte) stream)
        .position(4)
        .putInt(payload.length)
        .put(payload)
        .array();
  }

  private static byte[] joined(byte[]... parts) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.write(part);
    }
    return all.toByteArray();
  }

  /** Reads it in parts of this length. */
  private static List<LogLine> read(Piece.Decoder decoder, byte[] log, int part)
      throws MalformedLogException {
    LogReading reading = new LogReading("web");
    List<LogLine> lines = new ArrayList<>();
    for (int from = 0; from < log.length; from += part) {
      List<Piece> pieces = new ArrayList<>();
      byte[] bytes = Arrays.copyOfRange(log, from, Math.min(log.length, from + part));
      decoder.decode(bytes, bytes.length, pieces::add);
      lines.addAll(reading.lines(pieces));
    }
    lines.addAll(reading.rest());
    return lines;
  }

  private static List<String> messages(List<LogLine> lines) {
    return lines.stream().map(LogLine::message).toList();
  }

  @Test
  void framesAreReadHoweverTheyAreCutUp() throws IOException {
    byte[] log = joined(frame(1, AT + "out\n"), frame(2, AT + "err\n"), frame(1, AT + "\n"),
        frame(1, AT + "no end"));
    for (int part : new int[]{1, 7, 8, 9, 1000}) {
      List<LogLine> lines = read(new FramedLog(), log, part);

      assertThat(messages(lines)).containsExactly("out", "err", "", "no end");
      assertThat(lines.get(1).type()).isEqualTo(LogType.STDERR);
    }
  }

  @Test
  void aTerminalsOutputIsReadHoweverItIsCutUp() throws IOException {
    String full = "x".repeat(TerminalLog.PIECE);
    byte[] log = (AT + "one\r\n" + AT + full + AT + "rest\r\n" + AT + full + AT + "\r\n" + AT
        + "last\r\n").getBytes(UTF_8);
    for (int part : new int[]{1, 1000, 16_384, 16_415, 100_000}) {
      assertThat(messages(read(new TerminalLog(), log, part)))
          .containsExactly("one", full, "rest", full, "last");
    }
  }

  @Test
  void aTerminalsLineThatTheEngineDidNotCutIsCutHere() throws IOException {
    String line = "x".repeat(40_000);

    assertThat(String.join("", messages(
        read(new TerminalLog(), (AT + line + "\n").getBytes(UTF_8), 5000)))).isEqualTo(line);
  }

  @Test
  void timesHaveAnyOffset() throws IOException {
    byte[] log = joined(frame(1, "2026-01-02T05:04:05.123456789+02:00 a\n"),
        frame(1, "2026-01-02T03:04:06Z b\n"));

    assertThat(read(new FramedLog(), log, 1000)).extracting(LogLine::at)
        .containsExactly(Instant.parse("2026-01-02T03:04:05.123456789Z"),
            Instant.parse("2026-01-02T03:04:06Z"));
  }

  @Test
  void whatIsNoLogIsRefused() {
    assertRefused(new FramedLog(), frame(3, AT + "x\n"), "is of stream 3");
    assertRefused(new FramedLog(), frame(1, "yesterday x\n"), "begins with 'yesterday'");
    assertRefused(new FramedLog(), frame(1, "x\n"), "begins without a time");
    assertRefused(new FramedLog(), frame(1, ""), "has 0 bytes");
    assertRefused(new FramedLog(), new byte[]{1, 0, 0, 0, -1, -1, -1, -1},
        "has 4294967295 bytes; it may have 1 to 4194304");
    assertRefused(new TerminalLog(), "y".repeat(60).getBytes(UTF_8), "begins without a time");
  }

  private static void assertRefused(Piece.Decoder decoder, byte[] log, String message) {
    assertThatThrownBy(() -> read(decoder, log, 1000)).isInstanceOf(MalformedLogException.class)
        .hasMessageContaining(message);
  }
}
