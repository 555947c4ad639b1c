package io.whopship.ports.model.rollout;

/**
 * A worker that an edge holds.
 *
 * @param versionId how the edge itself calls this very content
 */
public record Release(ReleaseName name, String versionId) {}
