package io.whopship.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UploadBodyTest {

  static final int MIN_BYTES_PER_SECOND = 100;

  long now = Long.MAX_VALUE; // nanoTime may start anywhere and wrap around
  int bytesPerRead;
  Duration waitPerRead = Duration.ZERO;
  final byte[] buffer = new byte[10_000];

  final UploadBody body = new UploadBody(new InputStream() {

    @Override
    public int read() {
      throw new AssertionError("read in single bytes");
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      now += waitPerRead.toNanos();
      return bytesPerRead;
    }
  }, MIN_BYTES_PER_SECOND, () -> now);

  void receive(int bytes, Duration wait) throws IOException {
    bytesPerRead = bytes;
    waitPerRead = wait;
    body.read(buffer, 0, buffer.length);
  }

  @Test
  void whoTricklesIsCutOffAfterTheGrace() throws IOException {
    receive(1, Duration.ofSeconds(20));

    assertThatThrownBy(() -> receive(1, Duration.ofSeconds(20)))
        .isInstanceOf(IOException.class)
        .hasMessage("too slow: 2 bytes in 40 s of waiting")
        .isSameAs(body.failure());
  }

  @Test
  void withinTheGraceAnyRateWillDo() throws IOException {
    receive(1, UploadBody.GRACE);

    assertThat(body.failure()).isNull();
  }

  @Test
  void theRateIsAnAverageFromTheStart() throws IOException {
    receive(10_000, Duration.ZERO);
    receive(1, Duration.ofSeconds(100));

    assertThatThrownBy(() -> receive(1, Duration.ofSeconds(1))).isSameAs(body.failure());
  }

  @Test
  void whoKeepsToTheRateMaySendForHours() throws IOException {
    for (int minute = 0; minute < 180; minute++) {
      receive(60 * MIN_BYTES_PER_SECOND, Duration.ofMinutes(1));
    }

    assertThat(body.failure()).isNull();
  }

  @Test
  void whoseBytesAreAllThereIsNotCutOffForTheEnd() throws IOException {
    receive(1, Duration.ZERO);
    receive(-1, Duration.ofMinutes(1));

    assertThat(body.failure()).isNull();
  }

  @Test
  void theTimeTheServerTakesIsNotTheCallers() throws IOException {
    receive(1, Duration.ofSeconds(1));
    now += Duration.ofHours(1).toNanos();
    receive(1, Duration.ofSeconds(1));

    assertThat(body.failure()).isNull();
  }
}
