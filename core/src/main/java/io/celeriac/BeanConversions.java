package io.celeriac;

import io.celeriac.protocol.EncodeException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.DatabindContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.PolymorphicTypeValidator;
import tools.jackson.databind.util.TokenBuffer;

/**
 * An application's own records and beans, by Jackson's databind: the only place that reflects. The
 * mapper is made when the first such value comes, so that others do not pay for it.
 */
final class BeanConversions {

  private static final class Mapper {
    private static final JsonMapper INSTANCE =
        JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .polymorphicTypeValidator(new NamedClasses())
            .build();
  }

  /**
   * Refuses every class that a value names, even where an application's own {@code @JsonTypeInfo}
   * says that it may; subtypes by a name of their own, {@code @JsonSubTypes}, are not looked up.
   */
  private static final class NamedClasses extends PolymorphicTypeValidator.Base {
    private static final long serialVersionUID = 1L;

    @Override
    public Validity validateBaseType(DatabindContext context, JavaType baseType) {
      return Validity.INDETERMINATE;
    }

    @Override
    public Validity validateSubClassName(
        DatabindContext context, JavaType baseType, String subClassName) {
      return Validity.DENIED;
    }
  }

  /** The members of a value by name; not yet converted themselves where it is a record. */
  Object toMap(Object value) {
    if (value instanceof JsonNode node) {
      return plain(node);
    }
    if (value instanceof Record record) {
      Map<String, @Nullable Object> members = new LinkedHashMap<>();
      for (RecordComponent component : value.getClass().getRecordComponents()) {
        members.put(component.getName(), member(record, component.getAccessor()));
      }
      return members;
    }
    if (isPartOfTheJdk(value.getClass())) {
      throw new EncodeException(
          "A "
              + value.getClass().getName()
              + " cannot travel in a message; use plain values, records, lists or maps");
    }
    try {
      return plain(Mapper.INSTANCE.valueToTree(value));
    } catch (JacksonException e) {
      throw new EncodeException(
          "A "
              + value.getClass().getName()
              + " cannot travel in a message: "
              + e.getOriginalMessage()
              + "; use plain values, records, lists or maps");
    }
  }

  /**
   * Jackson would pick such a class to pieces; of the JDK's own only those of java.time are values.
   */
  private static boolean isPartOfTheJdk(Class<?> type) {
    return type.getName().startsWith("java.") && !type.getName().startsWith("java.time.");
  }

  private static @Nullable Object member(Record record, Method accessor) {
    try {
      if (!accessor.canAccess(record)) {
        accessor.setAccessible(true);
      }
      return accessor.invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new EncodeException(
          "The member "
              + accessor.getName()
              + " of record "
              + record.getClass().getName()
              + " cannot be read: "
              + e);
    }
  }

  private static Object plain(JsonNode node) {
    return Mapper.INSTANCE.treeToValue(node, Object.class);
  }

  /** A bean or record of the members that came. */
  @Nullable Object fromWire(Object value, Type target) {
    try (TokenBuffer buffer = TokenBuffer.forGeneration()) {
      write(value, buffer);
      return Mapper.INSTANCE.readValue(
          buffer.asParser(), Mapper.INSTANCE.getTypeFactory().constructType(target));
    } catch (JacksonException e) {
      throw new ArgumentException(
          io.celeriac.spi.ValueConverter.typeName(target)
              + ", which "
              + ScalarConversions.describe(value)
              + " is not: "
              + e.getOriginalMessage());
    }
  }

  private static void write(@Nullable Object value, JsonGenerator out) {
    switch (value) {
      case null -> out.writeNull();
      case String s -> out.writeString(s);
      case Boolean b -> out.writeBoolean(b);
      case Long l -> out.writeNumber(l);
      case Integer i -> out.writeNumber(i);
      case Double d -> out.writeNumber(d);
      case BigInteger i -> out.writeNumber(i);
      case BigDecimal d -> out.writeNumber(d);
      case byte[] bytes -> out.writeBinary(bytes);
      case Map<?, ?> map -> {
        out.writeStartObject();
        map.forEach((key, each) -> {
          out.writeName(String.valueOf(key));
          write(each, out);
        });
        out.writeEndObject();
      }
      case Collection<?> items -> {
        out.writeStartArray();
        items.forEach(each -> write(each, out));
        out.writeEndArray();
      }
      // Dates, times and UUIDs: Jackson reads their ISO text into whichever type the member has.
      default -> out.writeString(value.toString());
    }
  }
}
