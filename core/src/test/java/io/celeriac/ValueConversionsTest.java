package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.protocol.EncodeException;
import io.celeriac.protocol.JsonSerializer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class ValueConversionsTest {

  enum Colour {
    RED,
    GREEN
  }

  record Line(String item, int count, BigDecimal price) {}

  record Order(UUID id, LocalDate day, List<Line> lines, Map<String, Colour> colours) {}

  static class Bean {
    public String name = "";
    public int size;
  }

  private final ValueConversions converter = new ValueConversions();
  private final JsonSerializer json = new JsonSerializer();

  /** Through the converter, JSON and back: what a task receives of what a caller gives. */
  private Object travelled(Object value, java.lang.reflect.Type type) {
    Object wire = json.decode(json.encode(converter.toWire(value)), "utf-8");
    return Optional.ofNullable(converter.fromWire(wire, type)).orElse("null");
  }

  static Stream<Arguments> values() {
    Order order =
        new Order(
            UUID.fromString("6f1f6a6c-0f3e-3d55-9b1c-9f0a1c2d3e4f"),
            LocalDate.of(2026, 1, 2),
            List.of(new Line("tea", 2, new BigDecimal("1.50"))),
            Map.of("cup", Colour.GREEN));
    return Stream.of(
        Arguments.of(7, int.class),
        Arguments.of(7L, Long.class),
        Arguments.of((short) 7, short.class),
        Arguments.of((byte) 7, Byte.class),
        Arguments.of(1.5, double.class),
        Arguments.of(0.1f, float.class),
        Arguments.of(true, boolean.class),
        Arguments.of('x', char.class),
        Arguments.of("täglich", String.class),
        Arguments.of(new BigInteger("123456789012345678901234567890"), BigInteger.class),
        Arguments.of(new BigDecimal("1.50"), BigDecimal.class),
        Arguments.of(UUID.randomUUID(), UUID.class),
        Arguments.of(new byte[] {0, -1, 5}, byte[].class),
        Arguments.of(URI.create("https://example.org/a?b=c"), URI.class),
        Arguments.of(Instant.parse("2026-01-02T03:04:05.678901Z"), Instant.class),
        Arguments.of(OffsetDateTime.parse("2026-01-02T03:04:05+05:30"), OffsetDateTime.class),
        Arguments.of(LocalDateTime.parse("2026-01-02T03:04:05"), LocalDateTime.class),
        Arguments.of(LocalDate.of(2026, 1, 2), LocalDate.class),
        Arguments.of(LocalTime.of(3, 4, 5), LocalTime.class),
        Arguments.of(Duration.ofMillis(1500), Duration.class),
        Arguments.of(Colour.RED, Colour.class),
        Arguments.of(order, Order.class),
        Arguments.of(List.of(1, 2), new TypeRef<List<Integer>>() {}.type()),
        Arguments.of(Set.of("a"), new TypeRef<Set<String>>() {}.type()),
        Arguments.of(
            Map.of(3, List.of(true)), new TypeRef<Map<Integer, List<Boolean>>>() {}.type()),
        Arguments.of(Optional.of(5), new TypeRef<Optional<Integer>>() {}.type()),
        Arguments.of(new int[] {1, 2, 3}, int[].class),
        Arguments.of(List.of(order), new TypeRef<List<Order>>() {}.type()));
  }

  @ParameterizedTest
  @MethodSource("values")
  void values_of_every_kind_travel(Object value, java.lang.reflect.Type type) {
    assertThat(travelled(value, type)).isEqualTo(value);
  }

  @Test
  void beans_and_json_trees_travel() {
    Bean bean = new Bean();
    bean.name = "b";
    bean.size = 3;
    assertThat(travelled(bean, Bean.class)).usingRecursiveComparison().isEqualTo(bean);
    assertThat(travelled(Map.of("a", List.of(1)), JsonNode.class)).hasToString("{\"a\":[1]}");
  }

  @Test
  void a_zoned_time_travels_as_its_offset() {
    ZonedDateTime zoned = ZonedDateTime.parse("2026-01-02T03:04:05+01:00[Europe/Paris]");
    assertThat(travelled(zoned, Instant.class)).isEqualTo(zoned.toInstant());
  }

  @Test
  void a_naive_time_means_utc() {
    assertThat(converter.fromWire(LocalDateTime.parse("2026-01-02T03:04:05"), Instant.class))
        .isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
    assertThat(converter.fromWire("2026-01-02T03:04:05", OffsetDateTime.class))
        .isEqualTo(OffsetDateTime.of(2026, 1, 2, 3, 4, 5, 0, ZoneOffset.UTC));
  }

  @Test
  void what_does_not_fit_says_where() {
    assertThatThrownBy(
            () -> converter.fromWire(List.of(1L, "x"), new TypeRef<List<Integer>>() {}.type()))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("Integer, not str (x) at [1]");
    assertThatThrownBy(() ->
            converter.fromWire(
                Map.of("a", Map.of("b", true)),
                new TypeRef<Map<String, Map<String, Long>>>() {}.type()))
        .hasMessage("Long, not bool (true) at ['b'] at ['a']");
    assertThatThrownBy(() -> converter.fromWire("BLUE", Colour.class)).hasMessageContaining("BLUE");
    assertThatThrownBy(() -> converter.fromWire("tea", Order.class))
        .hasMessageContaining("Order")
        .hasMessageContaining("str (tea)");
  }

  @Test
  void a_class_that_cannot_travel_is_named() {
    assertThatThrownBy(() -> converter.toWire(Thread.currentThread()))
        .isInstanceOf(EncodeException.class)
        .hasMessageContaining("java.lang.Thread");
    assertThatThrownBy(() -> converter.toWire(Map.of(List.of(1), 2)))
        .isInstanceOf(EncodeException.class)
        .hasMessageContaining("key");
  }
}
