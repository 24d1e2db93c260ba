package io.celeriac.cli;

/**
 * Where an app is to be found.
 *
 * @param type the class
 * @param member its field or method; empty to look for one
 */
record ApplicationMember(Class<?> type, String member) {}
