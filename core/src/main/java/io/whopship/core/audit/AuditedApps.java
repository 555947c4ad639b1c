package io.whopship.core.audit;

import io.whopship.core.audit.Pen.Subject;
import io.whopship.ports.driving.CreateApp;
import io.whopship.ports.driving.DeleteApp;
import io.whopship.ports.driving.UpdateApp;
import io.whopship.ports.model.apps.Variables;
import org.jspecify.annotations.Nullable;

/** What is done to apps, written down. */
public final class AuditedApps {

  private final Pen pen;

  public AuditedApps(Pen pen) {
    this.pen = pen;
  }

  public CreateApp create(CreateApp audited) {
    return (caller, whopAppId, name, subdomain, variables) -> {
      CreateApp.Outcome outcome = audited.create(caller, whopAppId, name, subdomain, variables);
      if (outcome instanceof CreateApp.Outcome.Created created) {
        pen.note(caller, "app.create", Subject.of(created.app()),
            "whopAppId " + whopAppId + ", subdomain " + subdomain, true, false);
      }
      return outcome;
    };
  }

  public UpdateApp update(UpdateApp audited) {
    return (caller, id, name, variables) -> {
      Subject subject = pen.app(id);
      UpdateApp.Outcome outcome = audited.update(caller, id, name, variables);
      pen.note(caller, "app.update", subject, changes(name, variables),
          outcome instanceof UpdateApp.Outcome.Updated,
          outcome instanceof UpdateApp.Outcome.NotYours);
      return outcome;
    };
  }

  /** Names of variables alone: their values may be secrets. */
  private static String changes(@Nullable String name, @Nullable Variables variables) {
    String named = name == null ? "" : "name '" + name + "' ";
    String varied = variables == null
        ? ""
        : "variables " + String.join(", ", variables.values().keySet().stream().sorted().toList());
    return (named + varied).strip();
  }

  public DeleteApp delete(DeleteApp audited) {
    return (caller, id) -> {
      Subject subject = pen.app(id);
      DeleteApp.Outcome outcome = audited.delete(caller, id);
      pen.note(caller, "app.delete", subject, "", outcome instanceof DeleteApp.Outcome.Deleted,
          outcome instanceof DeleteApp.Outcome.NotYours);
      return outcome;
    };
  }
}
