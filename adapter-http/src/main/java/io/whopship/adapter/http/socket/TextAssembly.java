package io.whopship.adapter.http.socket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A text that comes in pieces. What is beyond the limit is counted and forgotten. */
final class TextAssembly {

  private final int limit;
  private ByteArrayOutputStream pieces = new ByteArrayOutputStream(0);
  private long length;

  TextAssembly(int limit) {
    this.limit = limit;
  }

  void add(ByteBuffer piece) {
    length += piece.remaining();
    if (isTooLong()) {
      pieces = new ByteArrayOutputStream(0);
      return;
    }
    byte[] bytes = new byte[piece.remaining()];
    piece.get(bytes);
    pieces.writeBytes(bytes);
  }

  boolean isTooLong() {
    return length > limit;
  }

  /** Of all pieces so far, also of those that were forgotten. */
  long length() {
    return length;
  }

  /** The whole text; then begins anew. */
  String finish() throws CharacterCodingException {
    byte[] whole = pieces.toByteArray();
    pieces = new ByteArrayOutputStream(0);
    length = 0;
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(whole)).toString();
  }
}
