package io.celeriac.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Builds values from the tokens of one JSON text, in one pass; an object that is an envelope
 * becomes the value it stands for as soon as it is complete. Recursion is bounded by the parser's
 * own limit.
 */
final class JsonReader {
  private final JsonParser parser;
  private final JsonEnvelopes envelopes;

  JsonReader(JsonParser parser, JsonEnvelopes envelopes) {
    this.parser = parser;
    this.envelopes = envelopes;
  }

  @Nullable Object document() {
    Object value = value(parser.nextToken());
    if (parser.nextToken() != null) {
      throw new DecodeException("not JSON: text goes on after the value");
    }
    return value;
  }

  private @Nullable Object value(@Nullable JsonToken token) {
    return switch (token) {
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> integer();
      case VALUE_NUMBER_FLOAT -> floating();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case START_ARRAY -> list();
      case START_OBJECT -> object();
      case null -> throw new DecodeException("not JSON: the text ends before its value");
      case END_ARRAY, END_OBJECT, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new DecodeException("not JSON: unexpected " + token);
    };
  }

  private Number integer() {
    return switch (parser.getNumberType()) {
      case INT, LONG -> parser.getLongValue();
      case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> parser.getBigIntegerValue();
    };
  }

  private Double floating() {
    double number = parser.getDoubleValue();
    if (parser.isNaN()) {
      String text = parser.getString();
      // The parser knows INF and +Infinity besides the three words that Python reads.
      if (!text.equals("NaN") && !text.equals("Infinity") && !text.equals("-Infinity")) {
        throw new DecodeException("not JSON: '" + text + "' is no number");
      }
    }
    return number;
  }

  private List<@Nullable Object> list() {
    JsonToken token = parser.nextToken();
    if (token == JsonToken.END_ARRAY) {
      return Collections.emptyList();
    }
    List<@Nullable Object> list = new ArrayList<>();
    while (token != JsonToken.END_ARRAY) {
      list.add(value(token));
      token = parser.nextToken();
    }
    return Collections.unmodifiableList(list);
  }

  private @Nullable Object object() {
    String name = parser.nextName();
    if (name == null) {
      return Collections.emptyMap();
    }
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    while (name != null) {
      members.put(name, value(parser.nextToken()));
      name = parser.nextName();
    }
    Map<String, @Nullable Object> complete = Collections.unmodifiableMap(members);
    return complete.size() == 2 ? envelopes.open(complete) : complete;
  }
}
