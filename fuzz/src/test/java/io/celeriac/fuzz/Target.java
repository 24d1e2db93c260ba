package io.celeriac.fuzz;

import java.util.List;

/**
 * One way into Celeriac for what a peer writes.
 *
 * @param name how the command line and the folder of its inputs call it
 * @param declared what it may throw, by its documentation, at an input that is none
 * @param reading the way
 */
record Target(String name, List<Class<? extends Exception>> declared, Reading reading) {

  /** Takes an input all the way in. */
  interface Reading {
    void read(byte[] input) throws Exception;
  }

  /**
   * Reads an input.
   *
   * @throws Exception one that is not declared, or says nothing
   */
  void read(byte[] input) throws Exception {
    try {
      reading.read(input);
    } catch (Exception e) {
      if (declared.stream().noneMatch(type -> type.isInstance(e))) {
        throw e;
      }
      if (e.getMessage() == null || e.getMessage().isBlank()) {
        throw new AssertionError("an error without a word", e);
      }
    }
  }
}
