/**
 * Celery messages as bytes and as values: task messages 1 and 2, typed JSON, compression, Python
 * repr. No I/O, no threads.
 */
@NullMarked
package io.celeriac.protocol;

import org.jspecify.annotations.NullMarked;
