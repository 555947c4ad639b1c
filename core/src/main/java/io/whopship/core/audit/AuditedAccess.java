package io.whopship.core.audit;

import io.whopship.core.audit.Pen.Subject;
import io.whopship.ports.driven.agents.Agents;
import io.whopship.ports.driven.agents.ContainerHost.Action;
import io.whopship.ports.driving.IssueToken;
import io.whopship.ports.driving.agents.ControlContainers;
import io.whopship.ports.driving.agents.InviteAgent;
import io.whopship.ports.driving.agents.SeeAgents;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.identity.Secret;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is done with tokens, agents and their containers, written down. */
public final class AuditedAccess {

  private final Pen pen;
  private final Agents agents;

  public AuditedAccess(Pen pen, Agents agents) {
    this.pen = pen;
    this.agents = agents;
  }

  private Subject subject(AgentId id) {
    return agents.find(id).map(agent -> Subject.of(agent.owner())).orElse(Subject.NONE);
  }

  public IssueToken tokens(IssueToken audited) {
    return new IssueToken() {

      @Override
      public IssueToken.Outcome issue(Caller caller, OwnerId owner, boolean admin) {
        IssueToken.Outcome outcome = audited.issue(caller, owner, admin);
        pen.note(caller, "token.issue", Subject.of(owner),
            "for " + owner + (admin ? ", as admin" : ""),
            outcome instanceof IssueToken.Outcome.Issued,
            outcome instanceof IssueToken.Outcome.NotAllowed);
        return outcome;
      }

      @Override
      public Optional<Secret> issueFirstAdmin() {
        return audited.issueFirstAdmin();
      }

      @Override
      public void adopt(Secret adminToken) {
        audited.adopt(adminToken);
      }
    };
  }

  public InviteAgent invite(InviteAgent audited) {
    return (caller, name) -> {
      InviteAgent.Invited invited = audited.invite(caller, name);
      Agent agent = invited.agent();
      pen.note(caller, "agent.invite", Subject.of(agent.owner()),
          "agent " + agent.id() + " '" + name + "'", true, false);
      return invited;
    };
  }

  public SeeAgents see(SeeAgents audited) {
    return new SeeAgents() {

      @Override
      public List<Seen> list(Caller caller) {
        return audited.list(caller);
      }

      @Override
      public SeeAgents.Outcome find(Caller caller, AgentId agent) {
        return audited.find(caller, agent);
      }

      @Override
      public SeeAgents.Outcome revoke(Caller caller, AgentId agent) {
        Subject subject = subject(agent);
        SeeAgents.Outcome outcome = audited.revoke(caller, agent);
        pen.note(caller, "agent.revoke", subject, "agent " + agent,
            outcome instanceof SeeAgents.Outcome.Found,
            outcome instanceof SeeAgents.Outcome.NotYours);
        return outcome;
      }
    };
  }

  public ControlContainers containers(ControlContainers audited) {
    return new ControlContainers() {

      @Override
      public ControlContainers.Outcome list(Caller caller, AgentId agent) {
        return audited.list(caller, agent);
      }

      @Override
      public ControlContainers.Outcome act(Caller caller, AgentId agent, ContainerName container,
          Action action) {
        Subject subject = subject(agent);
        ControlContainers.Outcome outcome = audited.act(caller, agent, container, action);
        pen.note(caller, "container." + action.name().toLowerCase(Locale.ROOT), subject,
            "container " + container + " of agent " + agent,
            outcome instanceof ControlContainers.Outcome.Done,
            outcome instanceof ControlContainers.Outcome.NotYours);
        return outcome;
      }
    };
  }
}
