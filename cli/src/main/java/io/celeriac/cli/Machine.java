package io.celeriac.cli;

/** This JVM and what it runs on, for banners and reports. */
final class Machine {

  private Machine() {}

  static String java() {
    return "Java "
        + Runtime.version().feature()
        + " ("
        + System.getProperty("java.vm.version")
        + ", "
        + System.getProperty("java.vendor")
        + ")";
  }

  static String system() {
    int processors = Runtime.getRuntime().availableProcessors();
    return System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + " "
        + System.getProperty("os.arch")
        + ", "
        + processors
        + (processors == 1 ? " processor" : " processors");
  }
}
