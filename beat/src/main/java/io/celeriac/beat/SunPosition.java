package io.celeriac.beat;

import java.time.Instant;

/**
 * Where the sun stands, seen from a place: Meeus, Astronomical Algorithms, chapters 12, 13 and 25,
 * good to a hundredth of a degree, or two seconds of time, for some centuries.
 *
 * @param hourAngle how far it is beyond its highest point, in degrees from -180 to 180
 * @param altitude of its centre above the horizon in degrees, without refraction
 * @param radius half of its apparent size in degrees
 */
record SunPosition(double hourAngle, double altitude, double radius) {

  private static final double EPOCH_2000 = 946_728_000; // 1 January 2000, noon, as Unix time
  private static final double DAY = 86_400;
  private static final double CENTURY = 36_525;

  /** How far the earth's turning is behind even time, in seconds, these decades. */
  private static final double DELTA_T = 69;

  private static final double RADIUS = 959.63 / 3600; // at the mean distance
  private static final double PARALLAX = 8.794 / 3600;

  static SunPosition at(Instant time, double latitude, double longitude) {
    double days = (time.getEpochSecond() + time.getNano() / 1e9 - EPOCH_2000) / DAY;
    double t = (days + DELTA_T / DAY) / CENTURY;
    double anomaly = 357.52911 + 35999.05029 * t - 0.0001537 * t * t;
    double centre =
        (1.914602 - 0.004817 * t - 0.000014 * t * t) * sin(anomaly)
            + (0.019993 - 0.000101 * t) * sin(2 * anomaly)
            + 0.000289 * sin(3 * anomaly);
    double node = 125.04 - 1934.136 * t;
    double nutation = -0.00478 * sin(node);
    double meanLongitude = 280.46646 + 36000.76983 * t + 0.0003032 * t * t;
    double apparent = meanLongitude + centre - 0.00569 + nutation;
    double obliquity = 23.4392911 - 0.0130042 * t + 0.00256 * cos(node);
    double ascension = Math.toDegrees(Math.atan2(cos(obliquity) * sin(apparent), cos(apparent)));
    double declination = Math.toDegrees(Math.asin(sin(obliquity) * sin(apparent)));
    double sidereal = 280.46061837 + 360.98564736629 * days + nutation * cos(obliquity);
    double hourAngle = Math.IEEEremainder(sidereal + longitude - ascension, 360);
    double altitude =
        Math.toDegrees(
            Math.asin(
                sin(latitude) * sin(declination)
                    + cos(latitude) * cos(declination) * cos(hourAngle)));
    double distance = distance(t, anomaly + centre);
    return new SunPosition(
        hourAngle, altitude - PARALLAX / distance * cos(altitude), RADIUS / distance);
  }

  private static double distance(double t, double trueAnomaly) {
    double eccentricity = 0.016708634 - 0.000042037 * t;
    return 1.000001018 * (1 - eccentricity * eccentricity) / (1 + eccentricity * cos(trueAnomaly));
  }

  private static double sin(double degrees) {
    return Math.sin(Math.toRadians(degrees));
  }

  private static double cos(double degrees) {
    return Math.cos(Math.toRadians(degrees));
  }
}
