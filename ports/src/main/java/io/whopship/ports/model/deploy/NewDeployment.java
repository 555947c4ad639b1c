package io.whopship.ports.model.deploy;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.artifact.Checksum;
import io.whopship.ports.model.rollout.RolloutPlan;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A deployment before a store has given it its number. It will be pending. */
public record NewDeployment(UUID uuid, AppId app, BuildMetadata metadata,
    @Nullable Checksum checksum, RolloutPlan plan, Instant createdAt) {}
