/** Holds the project to its architecture. */
@NullMarked
package io.celeriac.architecture;

import org.jspecify.annotations.NullMarked;
