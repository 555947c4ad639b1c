package io.whopship.core.audit;

import io.whopship.core.audit.Pen.Subject;
import io.whopship.ports.driving.ControlRollout;
import io.whopship.ports.driving.RollBack;
import io.whopship.ports.model.rollout.RolloutCommand;

/** What people decide in rollouts, written down. */
public final class AuditedRollouts {

  private final Pen pen;

  public AuditedRollouts(Pen pen) {
    this.pen = pen;
  }

  public ControlRollout control(ControlRollout audited) {
    return (caller, id, command) -> {
      Subject subject = pen.deployment(id);
      ControlRollout.Outcome outcome = audited.command(caller, id, command);
      pen.note(caller, "deployment." + verb(command), subject, detail(command),
          outcome instanceof ControlRollout.Outcome.Done,
          outcome instanceof ControlRollout.Outcome.NotYours);
      return outcome;
    };
  }

  public RollBack rollBack(RollBack audited) {
    return (caller, from, to) -> {
      Subject subject = pen.deployment(from);
      RollBack.Outcome outcome = audited.rollBack(caller, from, to);
      String detail = outcome instanceof RollBack.Outcome.RolledBack done
          ? "to deployment " + done.to().deployment().id()
          : "";
      pen.note(caller, "deployment.rollback", subject, detail,
          outcome instanceof RollBack.Outcome.RolledBack,
          outcome instanceof RollBack.Outcome.NotYours);
      return outcome;
    };
  }

  private static String verb(RolloutCommand command) {
    return switch (command) {
      case RolloutCommand.Promote c -> "promote";
      case RolloutCommand.Pause c -> "pause";
      case RolloutCommand.Resume c -> "resume";
      case RolloutCommand.Abort c -> "abort";
      case RolloutCommand.Cancel c -> "cancel";
    };
  }

  private static String detail(RolloutCommand command) {
    return switch (command) {
      case RolloutCommand.Promote(String stage, boolean full) ->
        "in " + stage + (full ? ", in full" : "");
      case RolloutCommand.Pause(String stage) -> "in " + stage;
      case RolloutCommand.Resume(String stage) -> "in " + stage;
      case RolloutCommand.Abort(String stage) -> "in " + stage;
      case RolloutCommand.Cancel() -> "";
    };
  }
}
