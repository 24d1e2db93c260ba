package io.celeriac.interop;

/**
 * A row of interop/acceptance/reverse.md.
 *
 * @param number its number there
 * @param needsRedis whether it is about results in Redis
 * @param check makes the calls, and compares
 */
record ReverseRow(String number, boolean needsRedis, Check check) {

  /** Calls, and what is expected of them. */
  @FunctionalInterface
  interface Check {
    void run(ReverseClient client) throws Exception;
  }

  static ReverseRow of(String number, Check check) {
    return new ReverseRow(number, false, check);
  }

  static ReverseRow onRedis(String number, Check check) {
    return new ReverseRow(number, true, check);
  }
}
