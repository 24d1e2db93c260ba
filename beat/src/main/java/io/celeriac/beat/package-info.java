/** Beat: when periodic tasks are due, who of several sends them, and what is kept of their runs. */
@NullMarked
package io.celeriac.beat;

import org.jspecify.annotations.NullMarked;
