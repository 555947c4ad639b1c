package io.whopship.adapter.cloudflare.workerd;

import io.vertx.core.buffer.Buffer;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.MediaType;
import io.vertx.httpproxy.ProxyResponse;

/** What a visitor sees when no worker answers. */
enum SitePage {

  NO_TUNNEL(400, "No way through", "This is no proxy: CONNECT leads nowhere from here."),

  NO_TRACE(405, "Not allowed", "TRACE is not answered here."),

  BAD_HOST(400, "Which site?",
      "The request names no host, so there is no telling which site is meant."),

  UNKNOWN_SITE(404, "There is no site here",
      "Nothing is published at this address. If you just deployed, check the subdomain."),

  NO_RELEASE(404, "This site is not live yet",
      "The site is set up, but nothing is published on it."),

  CLOSED_PATH(404, "Not found", "Paths under /cdn-cgi/ belong to the platform."),

  BROKEN(502, "The site did not answer",
      "Its worker ended in the middle of this request. Please try again in a moment."),

  ASLEEP(503, "The site cannot start right now",
      "Its worker does not run. Please try again in a moment."),

  FULL(503, "The site is busy",
      "As many requests as it can take are under way. Please try again in a moment."),

  LATE(504, "The site took too long", "Its worker did not begin to answer in time.");

  private static final MediaType HTML = MediaType.parse("text/html; charset=utf-8");

  private static final int RETRY_AFTER_SECONDS = 5;

  private final int status;
  private final String html;

  SitePage(int status, String title, String message) {
    this.status = status;
    this.html = page(title, message);
  }

  /** Fills in an answer that is still empty. */
  ProxyResponse write(ProxyResponse response) {
    response.setStatusCode(status)
        .putHeader("Cache-Control", "no-store")
        .setBody(Body.body(Buffer.buffer(html), HTML));
    if (status == 405) {
      response.putHeader("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    }
    return status < 500
        ? response
        : response.putHeader("Retry-After", Integer.toString(RETRY_AFTER_SECONDS));
  }

  private static String page(String title, String message) {
    return """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>%1$s</title>
        <style>
          body { font: 1.1em/1.5 system-ui, sans-serif; max-width: 32em; margin: 20vh auto }
        </style>
        <h1>%1$s</h1>
        <p>%2$s</p>
        """.formatted(title, message);
  }
}
