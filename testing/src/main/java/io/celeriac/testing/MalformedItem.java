package io.celeriac.testing;

import io.celeriac.Queue;
import java.util.function.Consumer;

/**
 * Something in a queue that is no message, as another program could put it there, past the
 * transport.
 *
 * @param description what is wrong with it, for the name of the test
 * @param put puts it into a queue that is declared
 */
public record MalformedItem(String description, Consumer<Queue> put) {}
