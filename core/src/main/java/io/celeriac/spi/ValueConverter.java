package io.celeriac.spi;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Converts between the values of an application's types and those that serializers carry: null,
 * Boolean, numbers, String, byte[], List, Map with String keys, java.time, BigDecimal, UUID.
 */
public interface ValueConverter {

  /**
   * A value as serializers carry it.
   *
   * @throws io.celeriac.protocol.EncodeException naming the class that cannot travel
   */
  @Nullable Object toWire(@Nullable Object value);

  /**
   * A value of a parameter's type.
   *
   * @throws io.celeriac.ArgumentException whose message begins with the expected type, then says
   *     what came instead
   */
  @Nullable Object fromWire(@Nullable Object value, Type type);

  /** The value that JSON text stands for, such as that of a default. */
  @Nullable Object fromJson(String json, Type type);

  /** A type's name as error messages show it: without packages. */
  static String typeName(Type type) {
    return switch (type) {
      case Class<?> c -> c.getSimpleName();
      case ParameterizedType p ->
          typeName(p.getRawType())
              + Arrays.stream(p.getActualTypeArguments())
                  .map(ValueConverter::typeName)
                  .collect(Collectors.joining(", ", "<", ">"));
      default -> type.getTypeName();
    };
  }
}
