@NullMarked
package io.celeriac.jdbc;

import org.jspecify.annotations.NullMarked;
