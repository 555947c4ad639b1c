package io.whopship.adapter.http;

import static io.whopship.ports.driven.RateLimits.Kind.OTHER;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.ports.driving.audit.ReadAuditLog;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.audit.AuditEntry;
import io.whopship.ports.model.audit.AuditRecord;
import io.whopship.ports.model.identity.Caller;
import java.util.List;

/** Who did what. */
final class AuditEndpoints {

  private final ReadAuditLog audit;
  private final Gate gate;

  AuditEndpoints(ReadAuditLog audit, Gate gate) {
    this.audit = audit;
    this.gate = gate;
  }

  List<Endpoint> all() {
    return List.of(Endpoint.get("/audit", gate.guard(OTHER, this::list)));
  }

  private Answer list(Caller caller, Request request) {
    AppId app = request.queryParameter("app") == null
        ? null
        : new AppId(request.requiredNumber("app"));
    Page.Request asked = request.page();
    Page<AuditRecord> page = audit.list(caller, app, asked);
    ObjectNode json = Json.object();
    ArrayNode items = json.putArray("entries");
    page.items().forEach(record -> items.add(entry(record)));
    return app == null
        ? Paging.answer("/audit", asked, page.next(), json)
        : Paging.answer("/audit", "app=" + app + "&", asked, page.next(), json);
  }

  private static ObjectNode entry(AuditRecord record) {
    AuditEntry entry = record.entry();
    AppId app = entry.app();
    DeploymentId deployment = entry.deployment();
    return Json.object()
        .put("id", record.number())
        .put("at", Json.timestamp(entry.at()))
        .put("actor", entry.actor().value())
        .put("admin", entry.admin())
        .put("action", entry.action())
        .put("outcome", entry.refused() ? "refused" : "done")
        .put("owner", entry.owner().value())
        .put("appId", app == null ? null : app.value())
        .put("deploymentId", deployment == null ? null : deployment.value())
        .put("detail", Json.wellFormed(entry.detail()))
        .put("remoteAddress", entry.origin().address())
        .put("requestId", entry.origin().requestId());
  }
}
