package io.whopship.ports.model.agents;

import java.time.Instant;

/**
 * A container as its host shows it.
 *
 * @param id of this very container; another one of the same name has another
 * @param state one word: {@code running}, {@code exited}
 * @param status a phrase for people: {@code Up 3 minutes}
 */
public record Container(ContainerName name, String id, String image, String state, String status,
    Instant createdAt) {}
