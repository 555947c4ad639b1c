package io.whopship.ports.model.artifact;

import org.jspecify.annotations.Nullable;

/**
 * Something an artifact must not be, have or lack.
 *
 * @param rule the stable name of the rule: {@code worker-missing}
 * @param entry the entry it is about; {@code null} if it is about the whole
 * @param message for a person: what is wrong, the actual value, the limit
 */
public record Problem(String rule, @Nullable String entry, String message) {}
