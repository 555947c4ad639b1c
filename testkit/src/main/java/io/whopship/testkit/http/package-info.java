/** A small HTTP/1.1 server for fakes: it sends at once what it has, and breaks what it likes. */
@NullMarked
package io.whopship.testkit.http;

import org.jspecify.annotations.NullMarked;
