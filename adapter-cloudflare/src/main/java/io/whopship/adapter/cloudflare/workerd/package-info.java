/**
 * The edge on this machine: one process of Cloudflare's open runtime workerd for each release that
 * has visitors, behind a front that picks the release. What is placed lies in a state directory,
 * from which a server that was started again serves on.
 */
@NullMarked
package io.whopship.adapter.cloudflare.workerd;

import org.jspecify.annotations.NullMarked;
