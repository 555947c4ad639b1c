/** What the fake of Cloudflare keeps. */
@NullMarked
package io.whopship.testkit.cloudflare.storage;

import org.jspecify.annotations.NullMarked;
