package io.whopship.adapter.cloudflare.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageTest {

  private static final Message MESSAGE = new Message(Instant.EPOCH, LogType.STDOUT, "console",
      Map.of("a", "b"));

  private static List<String> said(String text) {
    return MESSAGE.lines(text, 0).stream().map(LogLine::message).toList();
  }

  @Test
  void itHasALineForEachLineAndOneAtLeast() {
    assertThat(said("a\nb\r\nc\rd")).containsExactly("a", "b", "c", "d");
    assertThat(said("")).containsExactly("");
    assertThat(said("\n\na\n")).containsExactly("", "", "a");
  }

  @Test
  void linesThatContinueItSaySo() {
    assertThat(MESSAGE.lines("a\nb", 0)).extracting(LogLine::metadata)
        .containsExactly(Map.of("a", "b"), Map.of("a", "b", "continuation", "true"));
  }

  @Test
  void aLineIsCutAtItsBound() {
    assertThat(said("x".repeat(Message.MAX_LINE))).containsExactly("x".repeat(Message.MAX_LINE));
    assertThat(said("x".repeat(Message.MAX_LINE + 1) + "\ny")).containsExactly(
        "x".repeat(Message.MAX_LINE) + " … (1 more characters were cut)", "y");
  }

  @Test
  void aMessageIsCutAtItsBound() {
    String line = "x".repeat(1023) + "\n";

    assertThat(said(line.repeat(256) + "y".repeat(5_000))).hasSize(256)
        .last()
        .isEqualTo("x".repeat(1023) + " … (5,000 more characters were cut)");
    assertThat(MESSAGE.lines("x", 7)).singleElement()
        .extracting(LogLine::message)
        .isEqualTo("x … (7 more characters were cut)");
  }

  @Test
  void itHasNoMoreLinesThanItMay() {
    assertThat(said("x\n".repeat(Message.MAX_LINES))).hasSize(Message.MAX_LINES).endsWith("x");
    assertThat(said("x\n".repeat(5_000))).hasSize(Message.MAX_LINES)
        .endsWith("x … (4,000 more lines were cut)");
  }
}
