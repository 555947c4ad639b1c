package io.whopship.adapter.http;

import io.javalin.http.HttpStatus;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * What Jetty refuses before anybody else sees it, such as a malformed request, told as a problem.
 */
final class JettyErrors extends ErrorHandler {

  @Override
  protected void generateResponse(Request request, Response response, int code,
      @Nullable String message, @Nullable Throwable cause, Callback callback) {
    response.write(true, body(code, message, response.getHeaders()), callback);
  }

  /** Jetty's own leaves the answers to PUT, DELETE and others empty. */
  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  private static ByteBuffer body(int code, @Nullable String reason, HttpFields.Mutable headers) {
    String requestId = headers.get(CommonHeaders.REQUEST_ID);
    if (requestId == null) {
      requestId = UUID.randomUUID().toString();
      headers.put(CommonHeaders.REQUEST_ID, requestId);
    }
    headers.put(HttpHeader.CONTENT_TYPE, ProblemJson.TYPE);
    HttpStatus status = HttpStatus.forStatus(code);
    Problem problem = code >= 500
        ? Problem.unexpected()
        : Problem.of(status, reason == null ? status.getMessage() : reason);
    return ByteBuffer.wrap(Json.bytes(ProblemJson.of(problem, requestId)));
  }
}
