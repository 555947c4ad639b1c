/**
 * Logs: how lines reach those who follow them, and how they are searched, added and kept.
 */
@NullMarked
package io.whopship.core.logs;

import org.jspecify.annotations.NullMarked;
