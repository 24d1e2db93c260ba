/** Contract tests that every transport and result backend passes. */
@NullMarked
package io.celeriac.testing;

import org.jspecify.annotations.NullMarked;
