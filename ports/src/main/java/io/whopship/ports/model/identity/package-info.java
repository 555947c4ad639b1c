/**
 * Who calls: owners, access tokens and the secrets that stand behind them.
 */
@NullMarked
package io.whopship.ports.model.identity;

import org.jspecify.annotations.NullMarked;
