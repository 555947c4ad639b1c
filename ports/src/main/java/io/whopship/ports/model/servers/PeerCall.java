package io.whopship.ports.model.servers;

import io.whopship.ports.model.agents.AgentId;

/**
 * What one server asks another for.
 *
 * @param agent about which
 * @param method in capital letters, as in {@code GET}
 * @param target the path, and what follows it: {@code /peer/agents/.../containers?limit=1}, as it
 * is sent
 */
public record PeerCall(AgentId agent, String method, String target) {}
