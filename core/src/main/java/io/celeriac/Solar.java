package io.celeriac;

/**
 * A schedule that follows the sun at a place. Where the event does not happen, as in the polar
 * night, the search goes on to the next day that has it.
 *
 * @param event what the sun does
 * @param latitude degrees north, -90 to 90
 * @param longitude degrees east, -180 to 180
 */
public record Solar(SolarEvent event, double latitude, double longitude) implements Schedule {

  public Solar {
    if (!(latitude >= -90 && latitude <= 90)) {
      throw new IllegalArgumentException(
          "The latitude " + latitude + " is on no globe; expected -90 (south) to 90 (north)");
    }
    if (!(longitude >= -180 && longitude <= 180)) {
      throw new IllegalArgumentException(
          "The longitude " + longitude + " is on no globe; expected -180 (west) to 180 (east)");
    }
  }

  @Override
  public String toString() {
    return event.wireName() + " at latitude " + latitude + ", longitude " + longitude;
  }
}
