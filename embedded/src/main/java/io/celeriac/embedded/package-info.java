/** A real Redis of your own for development; not for production. */
@NullMarked
package io.celeriac.embedded;

import org.jspecify.annotations.NullMarked;
