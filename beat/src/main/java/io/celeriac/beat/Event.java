package io.celeriac.beat;

import java.time.Instant;

/**
 * When an entry is to be looked at.
 *
 * @param time not before then
 * @param entry the entry
 */
record Event(Instant time, Entry entry) {}
