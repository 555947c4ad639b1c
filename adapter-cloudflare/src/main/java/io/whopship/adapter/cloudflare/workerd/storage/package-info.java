/**
 * What workers on this machine keep: KV namespaces and R2 buckets, one set for each app and shared
 * by all its versions. {@link io.whopship.adapter.cloudflare.workerd.storage.AppStorage} keeps it
 * on disk, {@link io.whopship.adapter.cloudflare.workerd.storage.StorageGateway} speaks to workerd.
 */
@NullMarked
package io.whopship.adapter.cloudflare.workerd.storage;

import org.jspecify.annotations.NullMarked;
