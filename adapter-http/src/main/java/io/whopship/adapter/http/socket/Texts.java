package io.whopship.adapter.http.socket;

import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;

/**
 * One or more texts, made into frames once and sent to many. A server's frames are not masked, so
 * they are the same bytes for everybody, and all of them go out in one write.
 */
public final class Texts {

  private static final int FINAL_TEXT = 0x80 | OpCode.TEXT;
  private static final int MAX_HEADER = 10;
  private static final int TWO_BYTES_FOLLOW = 126;
  private static final int EIGHT_BYTES_FOLLOW = 127;

  private final int firstLength;
  private final ByteBuffer bytes;

  private Texts(int firstLength, ByteBuffer bytes) {
    this.firstLength = firstLength;
    this.bytes = bytes;
  }

  /** Makes frames of texts in UTF-8, one or more. */
  public static Texts of(List<byte[]> texts) {
    int most = texts.stream().mapToInt(text -> text.length + MAX_HEADER).sum();
    ByteBuffer bytes = ByteBuffer.allocate(most);
    // Jetty writes the header of the first.
    bytes.put(texts.getFirst());
    for (byte[] text : texts.subList(1, texts.size())) {
      putHeader(bytes, text.length);
      bytes.put(text);
    }
    return new Texts(texts.getFirst().length, bytes.flip().asReadOnlyBuffer());
  }

  private static void putHeader(ByteBuffer bytes, int length) {
    bytes.put((byte) FINAL_TEXT);
    if (length < TWO_BYTES_FOLLOW) {
      bytes.put((byte) length);
    } else if (length <= 0xffff) {
      bytes.put((byte) TWO_BYTES_FOLLOW).putShort((short) length);
    } else {
      bytes.put((byte) EIGHT_BYTES_FOLLOW).putLong(length);
    }
  }

  /** For one receiver. */
  Frame frame() {
    return new Several(bytes.duplicate(), firstLength);
  }

  /** Announces the length of the first text, and brings along the frames behind it. */
  private static final class Several extends Frame {

    private final int firstLength;

    Several(ByteBuffer bytes, int firstLength) {
      super(OpCode.TEXT, bytes);
      this.firstLength = firstLength;
    }

    @Override
    public int getPayloadLength() {
      return firstLength;
    }
  }
}
