/** The reader against real zips, and against zips that lie, made byte by byte. */
@NullMarked
package io.whopship.adapter.zip;

import org.jspecify.annotations.NullMarked;
