/** Tests of what the tests stand on. */
@NullMarked
package io.celeriac.testing;

import org.jspecify.annotations.NullMarked;
