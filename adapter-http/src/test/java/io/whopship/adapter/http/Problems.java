package io.whopship.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Looks at a refusal, member by member. */
final class Problems {

  private Problems() {}

  static void assertProblem(Api.Reply reply, int status, String error, String message) {
    assertMembers(reply, status, error, message, message, "");
  }

  static void assertProblem(Api.Reply reply, int status, String error, String message,
      String field, String issue) {
    assertMembers(reply, status, error, message, message + ": " + field + ": " + issue, """
        , "details": {"field": "%s", "issue": "%s"}
        """.formatted(field, issue));
  }

  private static void assertMembers(Api.Reply reply, int status, String error, String message,
      String detail, String more) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    ObjectNode json = (ObjectNode) reply.json();
    assertThat(json.remove("instance").textValue())
        .isEqualTo("urn:uuid:" + reply.header("X-Request-Id"));
    assertThat(json).isEqualTo(Api.json("""
        {"type": "about:blank", "title": "%s", "status": %d, "detail": "%s",
         "error": "%s", "message": "%s" %s}
        """.formatted(error, status, detail, error, message, more)));
  }
}
