/**
 * Traces of deployments, for a collector that speaks OpenTelemetry's protocol. One trace a
 * deployment, put together by all servers that had a part in it, without a word between them.
 */
@NullMarked
package io.whopship.app.traces;

import org.jspecify.annotations.NullMarked;
