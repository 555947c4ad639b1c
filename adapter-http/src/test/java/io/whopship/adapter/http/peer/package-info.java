/**
 * What a server makes of what another one says.
 */
@NullMarked
package io.whopship.adapter.http.peer;

import org.jspecify.annotations.NullMarked;
