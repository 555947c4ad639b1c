/**
 * What static assets are served as: the types of their content, and the rules of the two files
 * {@code _headers} and {@code _redirects}. All as on Cloudflare; nothing here knows of releases or
 * processes.
 */
@NullMarked
package io.whopship.adapter.cloudflare.workerd.assets;

import org.jspecify.annotations.NullMarked;
