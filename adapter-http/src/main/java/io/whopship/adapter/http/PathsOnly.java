package io.whopship.adapter.http;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/** Refuses requests for no path, as in {@code GET *}, of which routes know nothing. */
final class PathsOnly implements HttpConfiguration.Customizer {

  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    String path = request.getHttpURI().getPath();
    if (path == null || !path.startsWith("/")) {
      throw new HttpException.RuntimeException(400,
          "The target must be a path, which starts with /");
    }
    return request;
  }
}
