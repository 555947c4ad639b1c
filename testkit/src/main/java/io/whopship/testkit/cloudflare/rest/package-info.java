/** What all of Cloudflare's REST API has in common: paths, tokens, the envelope, errors. */
@NullMarked
package io.whopship.testkit.cloudflare.rest;

import org.jspecify.annotations.NullMarked;
