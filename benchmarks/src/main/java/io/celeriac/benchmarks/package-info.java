/** The contender in Java of the measurements in {@code benchmarks/}. */
@NullMarked
package io.celeriac.benchmarks;

import org.jspecify.annotations.NullMarked;
