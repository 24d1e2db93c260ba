/** A broker and a result backend inside one JVM, with the semantics of a real one. */
@NullMarked
package io.celeriac.memory;

import org.jspecify.annotations.NullMarked;
