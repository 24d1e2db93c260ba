package io.celeriac.memory;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.Exchange;
import io.celeriac.ExchangeType;
import io.celeriac.spi.Binding;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** An exchange of a {@link MemoryBroker}, whose lock guards it: the queues bound, by their keys. */
final class MemoryExchange {
  private final Exchange declaration;
  private final Map<String, Set<MemoryQueue>> bindings = new HashMap<>();
  private final Map<String, TopicPattern> patterns = new HashMap<>();
  private boolean hadBinding;

  private MemoryExchange(Exchange declaration) {
    this.declaration = declaration;
  }

  static MemoryExchange of(Exchange declaration) {
    if (declaration.type() == ExchangeType.HEADERS) {
      throw new BrokerException(
          Problem.REFUSED,
          "The exchange '%s' is of type headers, which memory:// does not have; it would be direct,"
                  .formatted(declaration.name())
              + " topic or fanout");
    }
    return new MemoryExchange(declaration);
  }

  /** Checks that whoever declares it again means the same, as RabbitMQ does. */
  void expectSame(Exchange other) {
    Declarations.expectSame(
        "exchange", declaration.name(), Declarations.of(declaration), Declarations.of(other));
  }

  void bind(MemoryQueue queue, String key) {
    bindings.computeIfAbsent(key, first -> new LinkedHashSet<>()).add(queue);
    patterns.computeIfAbsent(key, TopicPattern::new);
    hadBinding = true;
  }

  void unbind(MemoryQueue queue) {
    bindings.values().forEach(queues -> queues.remove(queue));
    bindings.values().removeIf(Set::isEmpty);
    patterns.keySet().retainAll(bindings.keySet());
  }

  /** The queues that a message with some key goes to, each once. */
  Collection<MemoryQueue> route(String routingKey) {
    return switch (declaration.type()) {
      case DIRECT, HEADERS -> bindings.getOrDefault(routingKey, Set.of());
      case TOPIC -> {
        Set<MemoryQueue> matching = new LinkedHashSet<>();
        patterns.forEach((key, pattern) -> {
          if (pattern.matches(routingKey)) {
            matching.addAll(bindings.getOrDefault(key, Set.of()));
          }
        });
        yield matching;
      }
      case FANOUT -> {
        Set<MemoryQueue> all = new LinkedHashSet<>();
        bindings.values().forEach(all::addAll);
        yield all;
      }
    };
  }

  Stream<Binding> bindings() {
    return bindings.entrySet().stream()
        .flatMap(bound ->
            bound.getValue().stream()
                .map(queue -> new Binding(queue.name(), declaration.name(), bound.getKey())));
  }

  boolean isFanout() {
    return declaration.type() == ExchangeType.FANOUT;
  }

  boolean isAutoDeletable() {
    return declaration.autoDelete() && hadBinding && bindings.isEmpty();
  }
}
