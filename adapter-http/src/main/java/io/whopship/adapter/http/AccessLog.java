package io.whopship.adapter.http;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line for each request, once it is answered or given up. */
final class AccessLog implements RequestLog {

  /** The request attribute that holds the owner for whom it was made. */
  static final String OWNER = AccessLog.class.getName() + ".owner";

  /** The one that holds the template of the route it took. */
  static final String ROUTE = AccessLog.class.getName() + ".route";

  private static final Logger log = LoggerFactory.getLogger(AccessLog.class);

  /**
   * Query parameters whose values may be read by whoever reads logs. All others are masked: a
   * credential may come under any name.
   */
  private static final Set<String> SHOWN = Set.of("limit", "before", "expires", "offset",
      "log_type", "step_name", "sort_by", "sort_order", "since", "cursor", "last_event_id",
      "lastEventId", "tail", "timeout", "format", "wait");
  private static final String MASK = "***";

  private final HttpTelemetry.Requests requests;

  AccessLog(HttpTelemetry.Requests requests) {
    this.requests = requests;
  }

  @Override
  public void log(Request request, Response response) {
    Duration took = Duration.ofNanos(System.nanoTime() - request.getHeadersNanoTime());
    log.info("request method={} path={} status={} ms={} id={} owner={}", request.getMethod(),
        request.getHttpURI().getPath() + query(request.getHttpURI().getQuery()),
        response.getStatus(), took.toMillis(), response.getHeaders().get(CommonHeaders.REQUEST_ID),
        Objects.requireNonNullElse(request.getAttribute(OWNER), "-"));
    requests.answered(request.getMethod(),
        String.valueOf(Objects.requireNonNullElse(request.getAttribute(ROUTE), "none")),
        response.getStatus(), took);
  }

  static String query(@Nullable String query) {
    return query == null || query.isEmpty()
        ? ""
        : Arrays.stream(query.split("&", -1))
            .map(AccessLog::masked)
            .collect(Collectors.joining("&", "?", ""));
  }

  private static String masked(String parameter) {
    int equals = parameter.indexOf('=');
    if (equals < 0) {
      return MASK;
    }
    String name = parameter.substring(0, equals);
    return SHOWN.contains(name) ? parameter : name + "=" + MASK;
  }
}
