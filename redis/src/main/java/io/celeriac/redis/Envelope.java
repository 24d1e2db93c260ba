package io.celeriac.redis;

import io.celeriac.protocol.Message;
import org.jspecify.annotations.Nullable;

/**
 * What an item of a list, or a message of a channel, turned out to be.
 *
 * @param message the message; when there is a defect, the raw bytes as its body
 * @param exchange where it was published to
 * @param routingKey with which key
 * @param tag its delivery tag, unless there is a defect
 * @param redelivered whether it has been put back before
 * @param defect what is wrong with it, or null
 * @param cut whether the message has only the beginning of an item that was too long
 */
record Envelope(
    Message message,
    String exchange,
    String routingKey,
    @Nullable String tag,
    boolean redelivered,
    @Nullable String defect,
    boolean cut) {}
