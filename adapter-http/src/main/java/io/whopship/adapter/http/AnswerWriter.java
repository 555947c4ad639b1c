package io.whopship.adapter.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Sends answers. */
final class AnswerWriter {

  private AnswerWriter() {}

  static void write(Answer answer, Context context) throws IOException {
    switch (answer) {
      case Answer.Json json -> {
        json.headers().forEach(context::header);
        context.status(json.status())
            .contentType("application/json")
            .result(Json.bytes(json.body()));
      }
      case Answer.Written written -> {
        HttpServletResponse response = context.res();
        response.setStatus(HttpStatus.OK.getCode());
        response.setContentType(written.contentType());
        written.writing().to(response.getOutputStream());
      }
      case Answer.Events events -> events.source().serve(context.req());
      case Answer.Empty empty -> {
        empty.headers().forEach(context::header);
        context.status(HttpStatus.NO_CONTENT);
        context.res().setContentType(null);
      }
      case Answer.NotModified same -> {
        context.header("ETag", same.tag().text()).status(HttpStatus.NOT_MODIFIED);
        context.res().setContentType(null);
      }
      case Answer.Kept kept -> {
        kept.headers().forEach(context::header);
        context.header("Idempotent-Replayed", "true").status(kept.status());
        if (kept.contentType() == null) {
          context.res().setContentType(null);
        } else {
          context.contentType(kept.contentType()).result(kept.body());
        }
      }
      case Problem problem -> write(problem, context);
    }
  }

  private static void write(Problem problem, Context context) throws IOException {
    HttpServletResponse response = context.res();
    if (response.isCommitted() || !BodyLeft.isIn(context.req())) {
      write(problem, response);
      return;
    }
    response.setHeader("Connection", "close");
    write(problem, response);
    BodyLeft.discard(context.req());
  }

  /** For a request whose body is not left over, or of which nothing is known any more. */
  static void write(Problem problem, HttpServletResponse response) throws IOException {
    if (response.isCommitted()) {
      // Half an answer is on its way: -1 makes Jetty cut the connection, the only way to say so.
      response.sendError(-1);
      return;
    }
    byte[] body = Json.bytes(ProblemJson.of(problem, CommonHeaders.requestId(response)));
    problem.headers().forEach(response::setHeader);
    response.setStatus(problem.status().getCode());
    response.setContentType(ProblemJson.TYPE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
    response.flushBuffer();
  }
}
