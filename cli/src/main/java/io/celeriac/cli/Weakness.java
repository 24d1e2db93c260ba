package io.celeriac.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that takes from what is promised.
 *
 * @param subject the setting, or what of the broker
 * @param value its value
 * @param origin who says so
 * @param effect what it means
 * @param right what would be right
 * @param loses whether something can be lost by it; else it may only be done twice, or is not known
 */
record Weakness(
    String subject, String value, String origin, String effect, String right, boolean loses) {

  Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("subject", subject);
    document.put("value", value);
    document.put("origin", origin);
    document.put("effect", effect);
    document.put("right", right);
    document.put("loses", loses);
    return document;
  }
}
