package io.whopship.agent.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** A log that is being read. Another thread may close it: then reading ends. */
final class OpenLog implements AutoCloseable {

  private final DockerHttpClient.Response response;
  private final InputStream body;
  private final Piece.Decoder decoder;
  private final byte[] buffer = new byte[64 * 1024];

  OpenLog(DockerHttpClient.Response response, Piece.Decoder decoder) {
    this.response = response;
    this.body = response.getBody();
    this.decoder = decoder;
  }

  /**
   * Waits for more and adds what has come. False if the log ended as it should; throws if it broke
   * off.
   */
  boolean read(List<Piece> pieces) throws IOException {
    int length = body.read(buffer);
    if (length < 0) {
      return false;
    }
    decoder.decode(buffer, length, pieces::add);
    return true;
  }

  List<Piece> readAll() throws IOException {
    List<Piece> pieces = new ArrayList<>();
    while (read(pieces)) {
    }
    return pieces;
  }

  @Override
  public void close() {
    response.close();
  }
}
