package io.celeriac.worker;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How busy the machine was in the last one, five and fifteen minutes, with two decimals. The JDK
 * knows the first only; Linux tells all three. What is not known is zero.
 */
final class LoadAverage {

  private static final Path LINUX = Path.of("/proc/loadavg");

  private LoadAverage() {}

  static List<Double> now() {
    try {
      return parse(Files.readString(LINUX));
    } catch (IOException | NumberFormatException e) {
      double last = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
      return List.of(rounded(Math.max(0, last)), 0.0, 0.0);
    }
  }

  static List<Double> parse(String text) {
    List<Double> averages = new ArrayList<>(3);
    for (String word : text.split(" ", 4)) {
      if (averages.size() < 3) {
        averages.add(rounded(Double.parseDouble(word)));
      }
    }
    if (averages.size() < 3) {
      throw new NumberFormatException("three numbers are missing in '" + text + "'");
    }
    return averages;
  }

  private static double rounded(double average) {
    return BigDecimal.valueOf(average).setScale(2, RoundingMode.HALF_EVEN).doubleValue();
  }
}
