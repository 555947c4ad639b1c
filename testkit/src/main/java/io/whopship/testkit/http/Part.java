package io.whopship.testkit.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A part of a form: a piece of the request's body, copied when it is asked for. */
public final class Part {

  private final String name;
  private final @Nullable String filename;
  private final @Nullable String contentType;
  private final byte[] body;
  private final int from;
  private final int to;

  Part(String name, @Nullable String filename, @Nullable String contentType, byte[] body, int from,
      int to) {
    this.name = name;
    this.filename = filename;
    this.contentType = contentType;
    this.body = body;
    this.from = from;
    this.to = to;
  }

  public String name() {
    return name;
  }

  public Optional<String> filename() {
    return Optional.ofNullable(filename);
  }

  public Optional<String> contentType() {
    return Optional.ofNullable(contentType);
  }

  public int size() {
    return to - from;
  }

  /**
   * The content, of which every four characters of base64 stand for three bytes.
   *
   * @throws IllegalArgumentException if it is no base64
   */
  public byte[] decoded() {
    ByteBuffer decoded = Base64.getDecoder().decode(ByteBuffer.wrap(body, from, to - from));
    return decoded.remaining() == decoded.array().length
        ? decoded.array()
        : Arrays.copyOf(decoded.array(), decoded.remaining());
  }

  public byte[] bytes() {
    byte[] copy = new byte[to - from];
    System.arraycopy(body, from, copy, 0, copy.length);
    return copy;
  }

  public String text() {
    return new String(body, from, to - from, StandardCharsets.UTF_8);
  }

  /** In hexadecimal digits. */
  public String sha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(body, from, to - from);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return name + " (" + contentType().orElse("no content type") + ", " + size() + " bytes)";
  }
}
