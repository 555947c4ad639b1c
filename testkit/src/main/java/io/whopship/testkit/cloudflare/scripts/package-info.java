/** Dispatch namespaces, the scripts in them and those of the account, and their assets. */
@NullMarked
package io.whopship.testkit.cloudflare.scripts;

import org.jspecify.annotations.NullMarked;
