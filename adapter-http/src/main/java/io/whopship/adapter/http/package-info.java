/**
 * The API over HTTP. It turns requests into use cases and outcomes into answers, nothing more: what
 * is allowed and what happens is decided behind the driving ports.
 */
@NullMarked
package io.whopship.adapter.http;

import org.jspecify.annotations.NullMarked;
