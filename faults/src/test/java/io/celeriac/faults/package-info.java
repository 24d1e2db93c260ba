/** The reliability harness: the faults, what counts their losses, and the cases. */
@NullMarked
package io.celeriac.faults;

import org.jspecify.annotations.NullMarked;
