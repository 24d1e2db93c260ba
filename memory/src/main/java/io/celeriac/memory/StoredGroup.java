package io.celeriac.memory;

import io.celeriac.protocol.ResultTuple;

/**
 * A group as it is kept.
 *
 * @param group the group, which does not change
 * @param expiresAt when its time is up, in milliseconds of the clock
 */
record StoredGroup(ResultTuple group, long expiresAt) implements ExpiringMap.Expiring {}
