package io.whopship.adapter.http;

import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/** The name under which one request stands in its answer and in the log. */
final class RequestId implements HttpConfiguration.Customizer {

  static final String HEADER = "X-Request-Id";

  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    responseHeaders.put(HEADER, UUID.randomUUID().toString());
    responseHeaders.put("Cache-Control", "no-store");
    responseHeaders.put("X-Content-Type-Options", "nosniff");
    return request;
  }

  static String of(HttpServletResponse response) {
    return response.getHeader(HEADER);
  }
}
