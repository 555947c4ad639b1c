package io.whopship.ports.model.deploy;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.rollout.Route;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All that is written when an app's route changes outside of a rollout: as one, or not at all.
 *
 * @param about the deployment that it is about
 * @param notice what others are told; {@code null} if they need not be
 * @param tellAt when the edge is told
 * @param confirmAt when it is told once more; {@code null} if it need not be
 */
public record RouteChange(AppId app, Route route, DeploymentId about,
    @Nullable Notice notice, Instant tellAt, @Nullable Instant confirmAt) {}
