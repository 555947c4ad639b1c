package io.whopship.adapter.cloudflare.setup;

import io.whopship.adapter.cloudflare.api.ApiSettings;
import io.whopship.adapter.cloudflare.edge.Installation;
import io.whopship.ports.model.identity.Secret;
import org.jspecify.annotations.Nullable;

/**
 * What is to be made, and where.
 *
 * @param bucket of the artifacts; {@code null} if they are not kept on this account
 * @param probeSecret that the dispatcher is to know
 * @param siteDomain below which all sites are: {@code apps.example.com}
 * @param replace whether a route that leads to somebody else's worker may be changed
 */
public record SetupSettings(ApiSettings api, Installation installation, @Nullable String bucket,
    Secret probeSecret, String siteDomain, boolean replace) {}
