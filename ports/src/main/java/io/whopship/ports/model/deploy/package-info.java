/**
 * Deployments: one try to make one artifact live, its states, and the record of a change.
 */
@NullMarked
package io.whopship.ports.model.deploy;

import org.jspecify.annotations.NullMarked;
