/** What is killed, and what counts what was lost by it. */
@NullMarked
package io.celeriac.faults;

import org.jspecify.annotations.NullMarked;
