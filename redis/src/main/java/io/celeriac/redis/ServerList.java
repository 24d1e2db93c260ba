package io.celeriac.redis;

import io.celeriac.BrokerException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One server, or several to fail over between: the one that worked last is tried first. */
final class ServerList implements Servers {

  /** One of the servers. */
  record Entry(Address address, ConnectionSettings settings) {
    Dialer dialer() {
      return new Dialer(settings);
    }
  }

  private final List<Entry> entries;
  private int current;

  ServerList(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  @Override
  public RedisConnection connect() {
    int first = current();
    List<BrokerException> failures = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      int number = (first + i) % entries.size();
      Entry entry = entries.get(number);
      try {
        RedisConnection connection = entry.dialer().dial(entry.address());
        current(number);
        return connection;
      } catch (BrokerException e) {
        failures.add(e);
      }
    }
    throw together(failures);
  }

  @Override
  public RedisConnection connect(Address node) {
    return entries.getFirst().dialer().dial(node);
  }

  @Override
  public String display() {
    return entries.stream()
        .map(entry -> entry.dialer().describe(entry.address()))
        .collect(Collectors.joining(";"));
  }

  @Override
  public int database() {
    return entries.getFirst().settings().database();
  }

  /** The only failure; or one of the kind that a retry can mend, if any is, telling all. */
  static BrokerException together(List<BrokerException> failures) {
    if (failures.size() == 1) {
      return failures.getFirst();
    }
    @Nullable BrokerException telling =
        failures.stream().filter(BrokerException::recoverable).findFirst().orElse(null);
    BrokerException first = telling == null ? failures.getFirst() : telling;
    return new BrokerException(
        first.problem(),
        failures.stream().map(Throwable::getMessage).collect(Collectors.joining("; ")),
        first);
  }

  private synchronized int current() {
    return current;
  }

  private synchronized void current(int number) {
    current = number;
  }
}
