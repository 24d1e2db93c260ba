/** RabbitMQ as the broker, through its own Java client. */
@NullMarked
package io.celeriac.amqp;

import org.jspecify.annotations.NullMarked;
