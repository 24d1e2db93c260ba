package io.celeriac.spi;

/**
 * Where the sender of a task awaits its results, for backends that send them as messages ({@code
 * rpc://}).
 *
 * @param replyTo the queue of whoever sent the task
 * @param correlationId what the sender knows the task by
 */
public record ReplyAddress(String replyTo, String correlationId) {}
