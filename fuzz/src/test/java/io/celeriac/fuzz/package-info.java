/** Hostile input: what a peer may send that wants to hurt. */
@NullMarked
package io.celeriac.fuzz;

import org.jspecify.annotations.NullMarked;
