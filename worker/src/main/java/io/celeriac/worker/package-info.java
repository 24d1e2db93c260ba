/** The worker: one class for each step on the way of a task, from delivery to settlement. */
@NullMarked
package io.celeriac.worker;

import org.jspecify.annotations.NullMarked;
