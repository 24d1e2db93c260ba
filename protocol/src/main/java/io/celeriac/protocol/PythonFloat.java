package io.celeriac.protocol;

/**
 * Floating point numbers as Python prints them: the fewest digits that read back as the same
 * number, with an exponent of at least two digits below 1e-4 and from 1e16 on.
 */
final class PythonFloat {
  private PythonFloat() {}

  /** Returns the text of a finite number. */
  static String repr(double number) {
    String java = Double.toString(number);
    int e = java.indexOf('E');
    if (e < 0) {
      return java; // between 1e-3 and 1e7 both languages agree
    }
    boolean negative = java.charAt(0) == '-';
    int start = negative ? 1 : 0;
    // Java has d.dddE±n, with a zero after the point where there is no other digit.
    String fraction = java.substring(start + 2, e);
    String digits = java.charAt(start) + (fraction.equals("0") ? "" : fraction);
    int exponent = Integer.parseInt(java, e + 1, java.length(), 10);
    if (digits.length() == 2 && exponent < -320) {
      // Java gives smallest numbers two digits where one would do: 4.9E-324, and 9.9E-324 for
      // 1e-323.
      long one = Math.round(Double.parseDouble(digits) / 10);
      if (Double.parseDouble(one + "e" + exponent) == Math.abs(number)) {
        digits = one == 10 ? "1" : Long.toString(one);
        exponent += one == 10 ? 1 : 0;
      }
    }
    return (negative ? "-" : "") + place(digits, exponent);
  }

  private static String place(String digits, int exponent) {
    if (exponent < -4 || exponent >= 16) {
      return digits.charAt(0)
          + (digits.length() > 1 ? "." + digits.substring(1) : "")
          + (exponent < 0 ? "e-" : "e+")
          + (Math.abs(exponent) < 10 ? "0" : "")
          + Math.abs(exponent);
    }
    if (exponent < 0) {
      return "0." + "0".repeat(-exponent - 1) + digits;
    }
    return digits.length() > exponent + 1
        ? digits.substring(0, exponent + 1) + "." + digits.substring(exponent + 1)
        : digits + "0".repeat(exponent + 1 - digits.length()) + ".0";
  }
}
