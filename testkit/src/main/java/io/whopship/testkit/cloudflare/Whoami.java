package io.whopship.testkit.cloudflare;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.testkit.cloudflare.rest.Ask;
import io.whopship.testkit.cloudflare.rest.Envelope;
import io.whopship.testkit.cloudflare.rest.Json;
import io.whopship.testkit.cloudflare.rest.Router;
import io.whopship.testkit.cloudflare.rest.Tokens;
import io.whopship.testkit.http.Answer;

/** Whose token it is, and which accounts that person sees. */
final class Whoami {

  private final String account;

  Whoami(String account) {
    this.account = account;
  }

  void addTo(Router router) {
    router.needing(Tokens.ANY)
        .on("GET", "/user/tokens/verify", this::verify)
        .on("GET", "/user", ask -> Envelope.ok(
            Json.object().put("id", "fake").put("email", "fake@example.com")))
        .on("GET", "/accounts", ask -> first(ask, account()))
        .on("GET", "/accounts/{account}", ask -> Envelope.ok(account()))
        .on("GET", "/memberships", ask -> {
          ObjectNode membership = Json.object().put("id", "fake").put("status", "accepted");
          membership.set("account", account());
          return first(ask, membership);
        });
  }

  private Answer verify(Ask ask) {
    return Envelope.ok(Json.object().put("id", "fake").put("status", "active"));
  }

  private ObjectNode account() {
    return Json.object().put("id", account).put("name", "Fake").put("type", "standard");
  }

  private static Answer first(Ask ask, ObjectNode only) {
    int page = ask.number("page", 1);
    return Envelope.page(page > 1 ? Json.array() : Json.array().add(only), Json.object()
        .put("page", page)
        .put("per_page", 20)
        .put("count", page > 1 ? 0 : 1)
        .put("total_count", 1)
        .put("total_pages", 1));
  }
}
