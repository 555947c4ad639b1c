package io.whopship.adapter.http;

import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * What every answer carries: the id under which its request stands in the log, that it is not to be
 * kept, and that its type is meant.
 */
final class CommonHeaders implements HttpConfiguration.Customizer {

  static final String REQUEST_ID = "X-Request-Id";

  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    responseHeaders.put(REQUEST_ID, UUID.randomUUID().toString());
    responseHeaders.put("Cache-Control", "no-store");
    responseHeaders.put("X-Content-Type-Options", "nosniff");
    return request;
  }

  static String requestId(HttpServletResponse response) {
    return response.getHeader(REQUEST_ID);
  }
}
