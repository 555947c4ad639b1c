package io.whopship.adapter.cloudflare;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToIntFunction;

/**
 * The head of an answer to a probe, and as much of its body as is wanted, while it comes. Safe for
 * many threads.
 */
public final class AnswerStart {

  private final HttpClientResponse response;
  private final long headAt = System.nanoTime();
  private final int wanted;
  private final Buffer body = Buffer.buffer();
  /** Nothing more is waited for: all that is wanted is there, or no more will come. */
  private final CompletableFuture<AnswerStart> whole = new CompletableFuture<>();

  private AnswerStart(HttpClientResponse response, int wanted) {
    this.response = response;
    this.wanted = wanted;
  }

  /**
   * Sends a request. To be called on the event loop that gave it out: elsewhere the answer could
   * come, and go, before anybody looks at it.
   *
   * @param wanted how many bytes of the body
   */
  public static Future<AnswerStart> ask(HttpClientRequest request,
      ToIntFunction<HttpClientResponse> wanted) {
    return request.send().map(response -> read(response, wanted.applyAsInt(response)));
  }

  private static AnswerStart read(HttpClientResponse response, int wanted) {
    AnswerStart start = new AnswerStart(response, wanted);
    response.exceptionHandler(broken -> start.whole.complete(start));
    if (wanted == 0) {
      start.whole.complete(start);
      response.request().reset();
      return start;
    }
    response.handler(start::add);
    response.endHandler(end -> start.whole.complete(start));
    return start;
  }

  private synchronized void add(Buffer chunk) {
    int room = wanted - body.length();
    body.appendBuffer(chunk, 0, Math.min(room, chunk.length()));
    if (body.length() == wanted) {
      whole.complete(this);
      response.request().reset();
    }
  }

  public int status() {
    return response.statusCode();
  }

  /** A field of the head, or nothing. */
  public String header(String name) {
    String value = response.getHeader(name);
    return value == null ? "" : value;
  }

  /** When the head was there, by {@link System#nanoTime}. */
  public long headAt() {
    return headAt;
  }

  /**
   * What is wanted of the body, or as much of it as has come until then; the rest is not waited
   * for. A character that the end of it would cut in two is left out.
   *
   * @param deadline by {@link System#nanoTime}
   */
  public String bodyUntil(long deadline) throws InterruptedException {
    try {
      whole.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      // what has come is told
    } catch (ExecutionException e) {
      throw new IllegalStateException("nobody completes it so", e);
    } finally {
      response.request().reset();
    }
    synchronized (this) {
      byte[] bytes = body.getBytes();
      return new String(bytes, 0, wholeCharacters(bytes), UTF_8);
    }
  }

  /** Up to where no character is cut off at the end. */
  private static int wholeCharacters(byte[] bytes) {
    int lead = bytes.length - 1;
    while (lead >= 0 && bytes.length - lead < 4 && (bytes[lead] & 0xc0) == 0x80) {
      lead--;
    }
    if (lead < 0) {
      return bytes.length;
    }
    int first = bytes[lead] & 0xff;
    int length = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    return lead + length > bytes.length ? lead : bytes.length;
  }
}
