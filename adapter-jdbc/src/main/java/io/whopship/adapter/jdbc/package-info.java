/**
 * Stores, log tables and the work queue on H2 and PostgreSQL. A change is written whole or not at
 * all; what the change should be is not decided here.
 */
@NullMarked
package io.whopship.adapter.jdbc;

import org.jspecify.annotations.NullMarked;
