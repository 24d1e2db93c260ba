package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.protocol.JsonSerializer;
import io.celeriac.spi.CarriedTypes;
import io.celeriac.spi.ValueConverter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Every type that tasks may use comes through a message as it was. */
final class CarriedTypesTest {

  private static final UUID ID = UUID.fromString("3d2f0f8e-6b1c-4a0e-9a57-0c2f3a1b4c5d");
  private static final LocalDate DAY = LocalDate.of(2026, 11, 23);
  private static final OffsetDateTime TIME =
      OffsetDateTime.of(2026, 11, 23, 1, 2, 3, 456_789_000, ZoneOffset.ofHours(2));
  private static final ObjectNode OBJECT = JsonNodeFactory.instance.objectNode().put("a", 1L);
  private static final ArrayNode ARRAY = JsonNodeFactory.instance.arrayNode().add(1L).add("b");

  private final ValueConverter converter = new ValueConversions();

  private static Object sample(Class<?> type) {
    Map<Class<?>, Object> samples =
        Map.ofEntries(
            Map.entry(Object.class, "text"),
            Map.entry(String.class, "text"),
            Map.entry(CharSequence.class, "text"),
            Map.entry(Number.class, 7L),
            Map.entry(Byte.class, (byte) -7),
            Map.entry(Short.class, (short) 7),
            Map.entry(Float.class, 1.5f),
            Map.entry(Double.class, 0.1),
            Map.entry(Boolean.class, true),
            Map.entry(Character.class, 'ü'),
            Map.entry(BigInteger.class, new BigInteger("123456789012345678901234567890")),
            Map.entry(BigDecimal.class, new BigDecimal("1.10")),
            Map.entry(UUID.class, ID),
            Map.entry(URI.class, URI.create("https://example.com/a?b=c")),
            Map.entry(Instant.class, TIME.toInstant()),
            Map.entry(OffsetDateTime.class, TIME.withOffsetSameInstant(ZoneOffset.UTC)),
            Map.entry(
                ZonedDateTime.class, ZonedDateTime.ofInstant(TIME.toInstant(), ZoneOffset.UTC)),
            Map.entry(LocalDateTime.class, TIME.toLocalDateTime()),
            Map.entry(LocalDate.class, DAY),
            Map.entry(LocalTime.class, TIME.toLocalTime()),
            Map.entry(OffsetTime.class, TIME.toOffsetTime()),
            Map.entry(Duration.class, Duration.ofMillis(1500)),
            Map.entry(Period.class, Period.of(1, 2, 3)),
            Map.entry(Year.class, Year.of(2026)),
            Map.entry(YearMonth.class, YearMonth.of(2026, 11)),
            Map.entry(MonthDay.class, MonthDay.of(11, 23)),
            Map.entry(ZoneId.class, ZoneId.of("Europe/Berlin")),
            Map.entry(ZoneOffset.class, ZoneOffset.ofHours(2)),
            Map.entry(JsonNode.class, OBJECT),
            Map.entry(ObjectNode.class, OBJECT),
            Map.entry(ArrayNode.class, ARRAY),
            Map.entry(Integer.class, 42),
            Map.entry(Long.class, 1L << 40));
    return Objects.requireNonNull(samples.get(type), "no sample of " + type);
  }

  static Stream<Class<?>> values() {
    return CarriedTypes.VALUES.stream();
  }

  static Stream<Class<?>> containers() {
    return CarriedTypes.CONTAINERS.stream();
  }

  static Stream<Class<?>> maps() {
    return CarriedTypes.MAPS.stream();
  }

  static Stream<Class<?>> keys() {
    return CarriedTypes.KEYS.stream();
  }

  @ParameterizedTest
  @MethodSource("values")
  void a_value_comes_as_it_was_sent(Class<?> type) {
    assertThat(carried(sample(type), type)).isEqualTo(sample(type));
  }

  @ParameterizedTest
  @MethodSource("containers")
  void a_container_comes_with_elements_of_its_type(Class<?> type) {
    if (type == Optional.class) {
      assertThat(carried(Optional.of(DAY), of(type, LocalDate.class))).isEqualTo(Optional.of(DAY));
      return;
    }
    Object received = carried(List.of(DAY, DAY.plusDays(1)), of(type, LocalDate.class));
    assertThat(received).isInstanceOf(type);
    assertThat(List.<Object>copyOf((Collection<?>) received))
        .containsExactlyInAnyOrder(DAY, DAY.plusDays(1));
  }

  @ParameterizedTest
  @MethodSource("maps")
  void a_map_comes_with_values_of_its_type(Class<?> type) {
    Object received =
        carried(
            new TreeMap<>(Map.of(Month.MAY, DAY, Month.JUNE, DAY)),
            of(type, Month.class, LocalDate.class));

    assertThat(received).isInstanceOf(type).isEqualTo(Map.of(Month.MAY, DAY, Month.JUNE, DAY));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void a_key_comes_as_it_was_sent(Class<?> type) {
    assertThat(carried(Map.of(sample(type), "value"), of(Map.class, type, String.class)))
        .isEqualTo(Map.of(sample(type), "value"));
  }

  @Test
  void arrays_enums_and_collections_within_each_other_come_as_they_were_sent() {
    assertThat(carried(new int[] {1, 2}, int[].class)).isEqualTo(new int[] {1, 2});
    assertThat(carried(new byte[] {1, 2}, byte[].class)).isEqualTo(new byte[] {1, 2});
    assertThat(carried(new String[][] {{"a"}, {}}, String[][].class))
        .isEqualTo(new String[][] {{"a"}, {}});
    assertThat(
            carried(
                new EnumMap<>(Map.of(Month.MAY, List.of(DAY))),
                new TypeRef<Map<Month, List<LocalDate>>>() {}.type()))
        .isEqualTo(Map.of(Month.MAY, List.of(DAY)));
    assertThat(carried(new TreeSet<>(List.of(2, 1)), new TypeRef<ArrayDeque<Integer>>() {}.type()))
        .isInstanceOf(ArrayDeque.class);
  }

  private @Nullable Object carried(Object value, Type type) {
    JsonSerializer json = new JsonSerializer();
    return converter.fromWire(json.decode(json.encode(converter.toWire(value)), "utf-8"), type);
  }

  private static ParameterizedType of(Class<?> raw, Type... arguments) {
    return new ParameterizedType() {
      @Override
      public Type[] getActualTypeArguments() {
        return arguments;
      }

      @Override
      public Type getRawType() {
        return raw;
      }

      @Override
      public @Nullable Type getOwnerType() {
        return null;
      }
    };
  }
}
