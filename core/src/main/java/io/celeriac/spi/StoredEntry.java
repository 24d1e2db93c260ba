package io.celeriac.spi;

/**
 * An entry as a {@link ScheduleStore} keeps it; what the texts say is the beat's affair.
 *
 * @param name its name
 * @param definition what it calls and when
 * @param run what is known of its runs
 */
public record StoredEntry(String name, String definition, String run) {}
