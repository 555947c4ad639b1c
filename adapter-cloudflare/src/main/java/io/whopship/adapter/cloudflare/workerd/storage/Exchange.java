package io.whopship.adapter.cloudflare.workerd.storage;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * One request of workerd and its answer, for a thread that may wait. workerd's headers hold UTF-8,
 * which HTTP libraries take for ISO 8859-1.
 */
final class Exchange {

  /** What of a value is in memory at a time. */
  private static final int CHUNK_BYTES = 64 * 1024;
  /** What is taken from a sender that is refused, so that it comes to read why. */
  private static final long MAX_SKIPPED_BYTES = 128L << 20;

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final BodyInput body;
  private boolean closing;

  /** To be called on the event loop, where the request came in. */
  Exchange(HttpServerRequest request) {
    this.request = request;
    this.response = request.response();
    this.body = new BodyInput(request);
  }

  String method() {
    return request.method().name();
  }

  /** As it was sent, still encoded. */
  String path() {
    return Objects.requireNonNullElse(request.path(), "/");
  }

  @Nullable
  String parameter(String name) {
    return request.getParam(name);
  }

  @Nullable
  String header(String name) {
    String value = request.getHeader(name);
    return value == null
        ? null
        : new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  InputStream body() {
    return body;
  }

  boolean isAnswered() {
    return response.headWritten();
  }

  /** A header of the answer, of ASCII characters. */
  void answerHeader(String name, String value) {
    response.putHeader(name, value);
  }

  void answer(int status, byte[] content) throws IOException {
    response.setStatusCode(status);
    await(response.end(Buffer.buffer(content)));
  }

  /** Sends no faster than it is read. */
  void answer(int status, byte[] head, InputStream content, long length) throws IOException {
    response.setStatusCode(status)
        .putHeader("Content-Length", Long.toString(head.length + length));
    Buffer chunk = Buffer.buffer(head);
    for (long left = length; left > 0;) {
      byte[] bytes = content.readNBytes((int) Math.min(CHUNK_BYTES, left));
      if (bytes.length == 0) {
        throw new EOFException("a value ended " + left + " bytes too early");
      }
      left -= bytes.length;
      chunk.appendBytes(bytes);
      if (left > 0) {
        await(response.write(chunk));
        chunk = Buffer.buffer();
      }
    }
    await(response.end(chunk));
  }

  /** For an answer whose length nobody knows yet; no faster than it is read. */
  OutputStream beginAnswer(int status) {
    response.setStatusCode(status).setChunked(true);
    return new BufferedOutputStream(new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[]{(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > 0) { // an empty chunk would end the answer
          await(response.write(Buffer.buffer().appendBytes(bytes, offset, length)));
        }
      }

      @Override
      public void close() throws IOException {
        await(response.end());
      }
    }, CHUNK_BYTES);
  }

  /** The reason is what a KV binding shows to its worker. */
  void refuse(int status, String reason) throws IOException {
    if (closing || !body.skipRest(MAX_SKIPPED_BYTES)) {
      response.putHeader("Connection", "close");
    }
    response.setStatusMessage(reason.replaceAll("[^ -~]", "?"));
    answer(status, reason.getBytes(StandardCharsets.UTF_8));
    if (closing) {
      breakOff();
    }
  }

  /** For a sender who has too many connections: what it sends on is not read. */
  void closeAfterwards() {
    closing = true;
  }

  /** At once, for whoever gets no more of an answer. */
  void breakOff() {
    request.connection().close();
  }

  private static void await(Future<Void> sent) throws IOException {
    try {
      sent.toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new WorkerGoneException(Objects.requireNonNullElse(e.getCause(), e));
    }
  }
}
