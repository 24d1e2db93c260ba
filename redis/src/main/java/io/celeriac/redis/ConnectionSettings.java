package io.celeriac.redis;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to open a connection to a server, apart from where it is.
 *
 * @param user the ACL user, or null for the default one
 * @param password the password, or null where none is needed
 * @param database the number of the database
 * @param tls how to encrypt, or null for plain text
 * @param connectTimeout how long connecting may take
 * @param replyTimeout how long a reply may take before the connection counts as dead
 * @param clientName the name in the server's list of clients
 */
record ConnectionSettings(
    @Nullable String user,
    @Nullable String password,
    int database,
    @Nullable Tls tls,
    Duration connectTimeout,
    Duration replyTimeout,
    String clientName) {

  /** The same with other credentials and without a database: for a Sentinel. */
  ConnectionSettings forSentinel(@Nullable String sentinelUser, @Nullable String sentinelPassword) {
    return new ConnectionSettings(
        sentinelUser, sentinelPassword, 0, null, connectTimeout, replyTimeout, clientName);
  }

  /** Leaves the password out. */
  @Override
  public String toString() {
    return "ConnectionSettings[user=%s, database=%d, tls=%s]"
        .formatted(user, database, tls != null);
  }
}
