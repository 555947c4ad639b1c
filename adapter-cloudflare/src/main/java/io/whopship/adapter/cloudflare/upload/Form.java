package io.whopship.adapter.cloudflare.upload;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.whopship.adapter.cloudflare.api.Content;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A {@code multipart/form-data} body as browsers, and wrangler, write it. */
public final class Form {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final String boundary = "----formdata-whopship-" + random();
  private final List<Piece> pieces = new ArrayList<>();

  /**
   * Bytes of a body.
   *
   * @param base64 whether they are sent as base64
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Piece(byte[] bytes, boolean base64) {

    long length() {
      return base64 ? (bytes.length + 2L) / 3 * 4 : bytes.length;
    }
  }

  /** A part that is no file. */
  public Form field(String name, byte[] value) {
    return part("name=\"" + escaped(name) + "\"\r\n", value, false);
  }

  /** A file, whose file name is that of the part. */
  public Form file(String name, String type, byte[] content) {
    return part(fileHead(name, type), content, false);
  }

  /** A file that is sent as base64, encoded when it is sent. */
  Form base64File(String name, String type, byte[] content) {
    return part(fileHead(name, type), content, true);
  }

  private static String fileHead(String name, String type) {
    String quoted = escaped(name);
    return "name=\"" + quoted + "\"; filename=\"" + quoted + "\"\r\nContent-Type: " + type + "\r\n";
  }

  private Form part(String head, byte[] content, boolean base64) {
    pieces.add(new Piece(((pieces.isEmpty() ? "--" : "\r\n--") + boundary
        + "\r\nContent-Disposition: form-data; " + head + "\r\n").getBytes(UTF_8), false));
    pieces.add(new Piece(content, base64));
    return this;
  }

  /** The whole of it; nothing can be added after that. */
  public Content content() {
    List<Piece> all = new ArrayList<>(pieces);
    all.add(new Piece(("\r\n--" + boundary + "--\r\n").getBytes(UTF_8), false));
    long length = all.stream().mapToLong(Piece::length).sum();
    return new Content("multipart/form-data; boundary=" + boundary,
        () -> BodyPublishers.fromPublisher(new FormPublisher(all), length));
  }

  /** The three characters that would end a quoted name; all others stay, in UTF-8. */
  private static String escaped(String name) {
    return name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
  }

  /** Nobody who writes content can know it. */
  private static String random() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
