/** Redis as the broker and as the result backend, in kombu's own keys. */
@NullMarked
package io.celeriac.redis;

import org.jspecify.annotations.NullMarked;
