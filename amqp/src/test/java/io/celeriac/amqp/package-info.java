@NullMarked
package io.celeriac.amqp;

import org.jspecify.annotations.NullMarked;
