package io.whopship.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineReaderTest {

  static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  static List<String> lines(InputStream in, int most) throws IOException {
    LineReader reader = new LineReader(in, most);
    List<String> lines = new ArrayList<>();
    for (byte[] line = reader.next(); line != null; line = reader.next()) {
      lines.add(new String(line, StandardCharsets.UTF_8));
    }
    return lines;
  }

  @Test
  void linesEndAsTheyDoAnywhere() throws IOException {
    assertThat(lines(bytes("unix\nwindows\r\n10%\r20%\r\n\nno end"), 100))
        .containsExactly("unix", "windows", "10%", "20%", "", "no end");
  }

  @Test
  void nothingIsNoLine() throws IOException {
    assertThat(lines(bytes(""), 100)).isEmpty();
    assertThat(lines(bytes("\n"), 100)).containsExactly("");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nb\n", "ä\nö\r\nü", "x\r\r\ny"})
  void itDoesNotMatterWhereTheBytesAreCut(String text) throws IOException {
    byte[] all = text.getBytes(StandardCharsets.UTF_8);
    Stream<InputStream> single = Stream.iterate(0, i -> i < all.length, i -> i + 1)
        .map(i -> new ByteArrayInputStream(all, i, 1));

    assertThat(lines(new SequenceInputStream(Collections.enumeration(single.toList())), 100))
        .isEqualTo(lines(bytes(text), 100));
  }

  @Test
  void aLongLineComesInPiecesOfWholeCharacters() throws IOException {
    List<String> pieces = lines(bytes("ääää🚀ää\nend"), 7);

    assertThat(String.join("", pieces)).isEqualTo("ääää🚀ääend");
    assertThat(pieces).allSatisfy(
        piece -> assertThat(piece.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(7));
    assertThat(pieces).last().isEqualTo("end");
  }

  @Test
  void aLineThatIsNoTextStillComes() throws IOException {
    byte[] noText = new byte[40];
    Arrays.fill(noText, (byte) 0x80);

    assertThat(lines(new ByteArrayInputStream(noText), 8)).isNotEmpty();
  }

  @Test
  void isReadyOnlyIfALineIsWhole() throws IOException {
    LineReader reader = new LineReader(new SequenceInputStream(bytes("one\ntw"), bytes("o\n")),
        100);

    assertThat(reader.next()).isNotNull();
    assertThat(reader.isReady()).as("the rest has to be waited for").isFalse();
    assertThat(reader.next()).asString(StandardCharsets.UTF_8).isEqualTo("two");
  }
}
