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
      case Answer.Text text -> {
        HttpServletResponse response = context.res();
        response.setStatus(HttpStatus.OK.getCode());
        response.setContentType("text/plain;charset=utf-8");
        text.writing().to(response.getOutputStream());
      }
      case Answer.Empty e -> context.status(HttpStatus.NO_CONTENT);
      case Problem problem -> write(problem, context);
    }
  }

  private static void write(Problem problem, Context context) throws IOException {
    HttpServletResponse response = context.res();
    if (response.isCommitted()) {
      // Half an answer is on its way: cutting the connection is the only way left to say so.
      response.sendError(-1);
      return;
    }
    if (BodyLeft.isIn(context.req())) {
      response.setHeader("Connection", "close");
      write(problem, response);
      BodyLeft.discard(context.req());
    } else {
      write(problem, response);
    }
  }

  /** To be used by itself only where there is no request at hand any more. */
  static void write(Problem problem, HttpServletResponse response) throws IOException {
    byte[] body = Json.bytes(ProblemJson.of(problem, RequestId.of(response)));
    problem.headers().forEach(response::setHeader);
    response.setStatus(problem.status().getCode());
    response.setContentType(ProblemJson.TYPE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
    response.flushBuffer();
  }
}
