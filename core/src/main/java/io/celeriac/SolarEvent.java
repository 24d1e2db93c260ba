package io.celeriac;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the sun does each day, by Celery's names. */
public enum SolarEvent {
  DAWN_ASTRONOMICAL,
  DAWN_NAUTICAL,
  DAWN_CIVIL,
  SUNRISE,
  SOLAR_NOON,
  SUNSET,
  DUSK_CIVIL,
  DUSK_NAUTICAL,
  DUSK_ASTRONOMICAL;

  /** Celery's name, such as {@code dawn_civil}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The event of a name.
   *
   * @throws IllegalArgumentException when there is no such, naming those that there are
   */
  public static SolarEvent of(String name) {
    return Optional.of(name)
        .flatMap(wanted ->
            Arrays.stream(values()).filter(each -> each.wireName().equals(wanted)).findFirst())
        .orElseThrow(() ->
            new IllegalArgumentException(
                "'"
                    + name
                    + "' is no event of the sun; expected one of "
                    + Arrays.stream(values())
                        .map(SolarEvent::wireName)
                        .collect(Collectors.joining(", "))));
  }
}
