/**
 * The API over HTTP: REST, server-sent events, WebSocket, the OpenAPI document and the dashboard.
 * It turns requests into use cases and outcomes into answers, nothing more.
 */
@NullMarked
package io.whopship.adapter.http;

import org.jspecify.annotations.NullMarked;
