package io.whopship.adapter.http;

import io.javalin.http.HttpStatus;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.jspecify.annotations.Nullable;

/**
 * An answer that goes on. It is written beneath the servlet's stream, which would copy each byte,
 * keep a buffer for each viewer, and wait for a slow one without end.
 */
final class EventStream {

  /** Who takes so many bytes in time reads, if slowly. */
  private static final int SLICE = 64 * 1024;

  private final Response response;
  private final EndPoint connection;
  private final Duration patience;
  private @Nullable Long end;

  /** Of a request that will be answered by this alone. */
  EventStream(HttpServletRequest request, Duration patience) {
    ServletContextRequest core = ServletContextRequest.getServletContextRequest(request);
    this.response = core.getServletContextResponse().getWrapped();
    this.connection = core.getConnectionMetaData().getConnection().getEndPoint();
    this.patience = patience;
    response.setStatus(HttpStatus.OK.getCode());
    response.getHeaders().put("Content-Type", "text/event-stream");
    response.getHeaders().put("Cache-Control", "no-store");
    // nginx would keep events back until it has 4 KiB of them.
    response.getHeaders().put("X-Accel-Buffering", "no");
  }

  /** No write goes on for longer than the patience behind this, a time of the nano clock. */
  void endAt(long nanoTime) {
    end = nanoTime;
  }

  /** Writes all of it; the first time behind the headers. No bytes are fine: headers alone. */
  void write(ByteBuffer bytes) throws IOException {
    int offset = 0;
    do {
      int length = Math.min(SLICE, bytes.limit() - offset);
      writeSlice(bytes.slice(offset, length));
      offset += length;
    } while (offset < bytes.limit());
  }

  private void writeSlice(ByteBuffer bytes) throws IOException {
    Callback.Completable written = new Callback.Completable(InvocationType.NON_BLOCKING);
    response.write(false, bytes, written);
    try {
      if (!written.isDone()) {
        written.get(patienceLeft(), TimeUnit.NANOSECONDS);
      } else if (written.isCompletedExceptionally()) {
        written.get();
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (TimeoutException e) {
      abort();
      throw new IOException("the viewer read too slowly: for " + patience
          + " not at all, or not all by the end of the stream", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      abort();
      throw new IOException("stopped", e);
    }
  }

  /** Who reads a little again and again would stay for ever, if each time were looked at alone. */
  private long patienceLeft() {
    return end == null
        ? patience.toNanos()
        : Math.min(patience.toNanos(), end - System.nanoTime() + patience.toNanos());
  }

  /** Cuts the connection. From any thread: a write that is under way fails. */
  void abort() {
    connection.close();
  }
}
