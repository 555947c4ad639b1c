/** Tests of the stores, on real files. */
@org.jspecify.annotations.NullMarked
package io.whopship.adapter.jdbc;
