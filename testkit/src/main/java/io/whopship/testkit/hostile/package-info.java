/**
 * Zips that are made to do harm, odd ones that are good, and the means to make more of both, for
 * tests of this platform and of programs that take zips from strangers.
 *
 * <pre>{@code
 * for (SampleZip zip : HostileZips.all()) {
 *   Verdict verdict = core.checkArtifact().check(zip.writeTo(folder.resolve(zip.name())));
 *   switch (zip.expectation()) {
 *     case SampleZip.Refused refused -> // verdict names refused.rule() and refused.entry()
 *     case SampleZip.Accepted accepted -> // verdict is an acceptance
 *   }
 * }
 * }</pre>
 */
@NullMarked
package io.whopship.testkit.hostile;

import org.jspecify.annotations.NullMarked;
