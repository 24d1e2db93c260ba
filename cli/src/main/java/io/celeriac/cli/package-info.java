/** The celeriac command. */
@NullMarked
package io.celeriac.cli;

import org.jspecify.annotations.NullMarked;
