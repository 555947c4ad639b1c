package io.whopship.adapter.http;

import static io.whopship.adapter.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driving.DeleteApp;
import io.whopship.ports.driving.audit.ReadAuditLog;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.audit.AuditEntry;
import io.whopship.ports.model.audit.AuditRecord;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.Origin;
import io.whopship.ports.model.identity.OwnerId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AuditEndpointsTest {

  private static final AuditRecord RECORD = new AuditRecord(41,
      new AuditEntry(Samples.NOON, new OwnerId("acme"), new OwnerId("root"), true,
          "deployment.trigger", false, Samples.APP_ID, Samples.ID, "a detail",
          new Origin("198.51.100.7", "request-1")));
  private static final AuditRecord REFUSED = new AuditRecord(40,
      new AuditEntry(Samples.NOON, new OwnerId("acme"), new OwnerId("acme"), false, "token.issue",
          true, null, null, "", Origin.UNKNOWN));

  private final Core core = new Core();

  @RegisterExtension
  final Api api = new Api(core);

  private final List<String> asked = new ArrayList<>();

  private void answer(Page<AuditRecord> page) {
    core.audit = new ReadAuditLog() {

      @Override
      public Page<AuditRecord> list(Caller caller, @Nullable AppId app, Page.Request request) {
        asked.add(caller.owner() + " " + app + " " + request.limit());
        return page;
      }

      @Override
      public void keep() {
        throw new AssertionError("nobody may ask for this");
      }
    };
  }

  @Test
  void entriesAreShownWithAllThatIsKnown() {
    answer(new Page<>(List.of(RECORD, REFUSED), 0));

    Api.Reply reply = api.get("/audit");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json()).isEqualTo(Api.json("""
        {"entries": [
          {"id": 41, "at": "2025-01-24T12:00:00.000Z", "actor": "root", "admin": true,
           "action": "deployment.trigger", "outcome": "done", "owner": "acme", "appId": 456,
           "deploymentId": 123, "detail": "a detail", "remoteAddress": "198.51.100.7",
           "requestId": "request-1"},
          {"id": 40, "at": "2025-01-24T12:00:00.000Z", "actor": "acme", "admin": false,
           "action": "token.issue", "outcome": "refused", "owner": "acme", "appId": null,
           "deploymentId": null, "detail": "", "remoteAddress": "", "requestId": ""}],
         "next": null}
        """));
    assertThat(asked).containsExactly("acme null 50");
  }

  @Test
  void theyMayBeThoseOfOneAppAndComeInParts() {
    answer(new Page<>(List.of(RECORD), 41));

    Api.Reply reply = api.get("/audit?app=456&limit=1");

    assertThat(reply.json().get("next").textValue()).isEqualTo("/audit?app=456&limit=1&before=41");
    assertThat(asked).containsExactly("acme 456 1");
  }

  @Test
  void anAppIsANumber() {
    assertProblem(api.get("/audit?app=x"), 400, "bad_request", "Invalid request parameter", "app",
        "Must be a whole number of 1 or more, in digits without leading zeros");
  }

  @Test
  void callersComeWithTheirAddressAndTheIdOfTheirRequest() {
    AtomicReference<Origin> origin = new AtomicReference<>();
    core.deleteApp = (caller, id) -> {
      origin.set(caller.origin());
      return new DeleteApp.Outcome.Deleted();
    };

    Api.Reply reply = api.delete("/apps/456");

    assertThat(origin.get()).isEqualTo(new Origin("127.0.0.1", reply.header("X-Request-Id")));
  }
}
