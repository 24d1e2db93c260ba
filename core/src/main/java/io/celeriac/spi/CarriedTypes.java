package io.celeriac.spi;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The types whose values messages carry, besides primitives, arrays, and an application's own
 * enums, records and concrete classes: what a {@link ValueConverter} must be able to make, and so
 * what parameters and results of tasks may be.
 */
public final class CarriedTypes {

  /** Single values, and Object for any value. */
  public static final Set<Class<?>> VALUES =
      Set.of(
          Object.class,
          String.class,
          CharSequence.class,
          Boolean.class,
          Character.class,
          Number.class,
          Byte.class,
          Short.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class,
          BigInteger.class,
          BigDecimal.class,
          UUID.class,
          URI.class,
          Instant.class,
          OffsetDateTime.class,
          ZonedDateTime.class,
          LocalDateTime.class,
          LocalDate.class,
          LocalTime.class,
          OffsetTime.class,
          Duration.class,
          Period.class,
          Year.class,
          YearMonth.class,
          MonthDay.class,
          ZoneId.class,
          ZoneOffset.class,
          JsonNode.class,
          ArrayNode.class,
          ObjectNode.class);

  /** What holds values of the type that is its argument. */
  public static final Set<Class<?>> CONTAINERS =
      Set.of(
          Optional.class,
          Iterable.class,
          Collection.class,
          List.class,
          ArrayList.class,
          LinkedList.class,
          Set.class,
          HashSet.class,
          LinkedHashSet.class,
          SortedSet.class,
          NavigableSet.class,
          TreeSet.class,
          Queue.class,
          Deque.class,
          ArrayDeque.class);

  /** What holds values of its second argument, by keys of its first. */
  public static final Set<Class<?>> MAPS =
      Set.of(
          Map.class,
          HashMap.class,
          LinkedHashMap.class,
          SortedMap.class,
          NavigableMap.class,
          TreeMap.class,
          EnumMap.class);

  /** What keys of a map may be, besides enums: each has one form as text. */
  public static final Set<Class<?>> KEYS =
      Set.of(
          String.class,
          Boolean.class,
          Short.class,
          Integer.class,
          Long.class,
          UUID.class,
          LocalDate.class);

  private CarriedTypes() {}
}
