/**
 * Apps: what is deployed, who owns it, and the addresses at which its visitors find it.
 */
@NullMarked
package io.whopship.ports.model.apps;

import org.jspecify.annotations.NullMarked;
