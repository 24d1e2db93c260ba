/** What a broker transport or a result backend implements. */
@NullMarked
package io.celeriac.spi;

import org.jspecify.annotations.NullMarked;
