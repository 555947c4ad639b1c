/**
 * WebSockets that carry texts: the handshake, frames, limits and silence. Knows nothing of what the
 * texts say.
 */
@NullMarked
package io.whopship.adapter.http.socket;

import org.jspecify.annotations.NullMarked;
