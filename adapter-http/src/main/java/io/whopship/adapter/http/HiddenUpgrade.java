package io.whopship.adapter.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Lets upgrades to WebSockets pass as the GET requests that they are, through the same routes as
 * all others. Javalin's own way makes a session in memory for each, which nobody ever ends.
 */
final class HiddenUpgrade extends HttpFilter {

  private static final long serialVersionUID = 1L;

  /** By this header Javalin tells an upgrade. */
  private static final String VERSION = "Sec-WebSocket-Version";

  private static final String ORIGINAL = HiddenUpgrade.class.getName() + ".original";

  @Override
  protected void doFilter(HttpServletRequest request, HttpServletResponse response,
      FilterChain chain) throws IOException, ServletException {
    if (request.getHeader(VERSION) == null) {
      chain.doFilter(request, response);
    } else {
      request.setAttribute(ORIGINAL, request);
      chain.doFilter(new Hidden(request), response);
    }
  }

  /** The request with all of its headers; {@code null} if it asks for no upgrade. */
  static @Nullable HttpServletRequest revealed(HttpServletRequest request) {
    return (HttpServletRequest) request.getAttribute(ORIGINAL);
  }

  private static final class Hidden extends HttpServletRequestWrapper {

    Hidden(HttpServletRequest request) {
      super(request);
    }

    @Override
    public @Nullable String getHeader(String name) {
      return name.equalsIgnoreCase(VERSION) ? null : super.getHeader(name);
    }
  }
}
