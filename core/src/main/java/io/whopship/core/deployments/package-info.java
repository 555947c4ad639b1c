/**
 * Deployments as callers make, trigger, read and delete them.
 */
@NullMarked
package io.whopship.core.deployments;

import org.jspecify.annotations.NullMarked;
