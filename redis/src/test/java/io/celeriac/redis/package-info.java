@NullMarked
package io.celeriac.redis;

import org.jspecify.annotations.NullMarked;
