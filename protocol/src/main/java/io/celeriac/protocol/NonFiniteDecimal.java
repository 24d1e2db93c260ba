package io.celeriac.protocol;

/** The values of Python's {@code Decimal} that {@link java.math.BigDecimal} does not have. */
public enum NonFiniteDecimal {
  NAN("NaN"),
  INFINITY("Infinity"),
  NEGATIVE_INFINITY("-Infinity");

  private final String text;

  NonFiniteDecimal(String text) {
    this.text = text;
  }

  /** Returns Python's text, such as {@code -Infinity}. */
  @Override
  public String toString() {
    return text;
  }
}
