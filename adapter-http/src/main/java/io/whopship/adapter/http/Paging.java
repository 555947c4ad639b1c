package io.whopship.adapter.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.HttpStatus;
import io.whopship.ports.model.Page;
import java.util.Map;

/** Lists that come in parts: each names the address of the next, in its body and as a Link. */
final class Paging {

  private Paging() {}

  /**
   * Answers a part of a list.
   *
   * @param next as in {@link Page}
   */
  static Answer answer(String path, Page.Request page, long next, ObjectNode body) {
    return answer(path, "", page, next, body);
  }

  /** The same for a list that {@code filter}, {@code app=1&}, makes shorter. */
  static Answer answer(String path, String filter, Page.Request page, long next,
      ObjectNode body) {
    if (next == 0) {
      return Answer.json(HttpStatus.OK, body.putNull("next"));
    }
    String address = path + "?" + filter + "limit=" + page.limit() + "&before=" + next;
    return new Answer.Json(HttpStatus.OK, body.put("next", address),
        Map.of("Link", "<" + address + ">; rel=\"next\""));
  }
}
