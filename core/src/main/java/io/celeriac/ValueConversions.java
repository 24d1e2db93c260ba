package io.celeriac;

import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.JsonSerializer;
import io.celeriac.spi.ValueConverter;
import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Converts values without reflection as far as the common types reach: scalars by {@link
 * ScalarConversions}, collections here, and only an application's own records and beans by {@link
 * BeanConversions}.
 */
final class ValueConversions implements ValueConverter {

  private final BeanConversions beans = new BeanConversions();
  private final JsonSerializer json = new JsonSerializer();

  @Override
  public @Nullable Object toWire(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Optional<?> optional -> toWire(optional.orElse(null));
      case Map<?, ?> map -> mapToWire(map);
      case Signature<?> signature -> signature.toData(this).toMap();
      case Group<?> group -> group.signature().toData(this).toMap();
      case AsyncResult<?> result -> result.toTuple().toWire();
      case Collection<?> collection -> {
        List<@Nullable Object> list = new ArrayList<>(collection.size());
        collection.forEach(each -> list.add(toWire(each)));
        yield list;
      }
      default -> {
        Object scalar = ScalarConversions.toWire(value);
        if (scalar != null) {
          yield scalar;
        }
        yield value.getClass().isArray() ? arrayToWire(value) : toWire(beans.toMap(value));
      }
    };
  }

  private Map<String, @Nullable Object> mapToWire(Map<?, ?> map) {
    Map<String, @Nullable Object> wire = LinkedHashMap.newLinkedHashMap(map.size());
    map.forEach((key, each) -> wire.put(ScalarConversions.key(key), toWire(each)));
    return wire;
  }

  private List<@Nullable Object> arrayToWire(Object array) {
    int length = Array.getLength(array);
    List<@Nullable Object> list = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      list.add(toWire(Array.get(array, i)));
    }
    return list;
  }

  @Override
  public @Nullable Object fromJson(String text, Type type) {
    try {
      return fromWire(json.decode(text.getBytes(StandardCharsets.UTF_8), "utf-8"), type);
    } catch (DecodeException e) {
      throw new ArgumentException("JSON, not " + text + " (" + e.getMessage() + ")");
    }
  }

  @Override
  public @Nullable Object fromWire(@Nullable Object value, Type type) {
    return switch (type) {
      case Class<?> target -> toClass(value, target);
      case ParameterizedType target -> toParameterized(value, target);
      case WildcardType target -> fromWire(value, target.getUpperBounds()[0]);
      case GenericArrayType target ->
          value == null ? null : toArray(value, target.getGenericComponentType(), target);
      default -> value;
    };
  }

  private @Nullable Object toClass(@Nullable Object value, Class<?> target) {
    if (target == Object.class) {
      return value;
    }
    if (target == Optional.class) {
      return Optional.ofNullable(value);
    }
    if (value == null) {
      if (target.isPrimitive() && target != void.class) {
        throw mismatch(target, null);
      }
      return null;
    }
    if (target == Signature.class && value instanceof Map<?, ?> map) {
      return signature(map);
    }
    if ((value instanceof TaskRequest || value instanceof Throwable) && target.isInstance(value)) {
      return value; // of an error callback that is called in the failed task's place
    }
    if (ScalarConversions.isScalar(target)) {
      return ScalarConversions.fromWire(value, target);
    }
    if (Collection.class.isAssignableFrom(target) || target == Iterable.class) {
      return toCollection(value, target, Object.class, target);
    }
    if (target == Map.class) {
      return toMap(value, String.class, Object.class, target);
    }
    if (target.isArray()) {
      return toArray(value, target.getComponentType(), target);
    }
    return beans.fromWire(value, target);
  }

  private static Signature<Object> signature(Map<?, ?> map) {
    try {
      return Signature.fromMap(map);
    } catch (IllegalArgumentException e) {
      throw new ArgumentException("a signature, not a mapping that is none: " + e.getMessage());
    }
  }

  private @Nullable Object toParameterized(@Nullable Object value, ParameterizedType target) {
    Class<?> raw = (Class<?>) target.getRawType();
    Type[] arguments = target.getActualTypeArguments();
    if (raw == Optional.class) {
      return value == null ? Optional.empty() : Optional.ofNullable(fromWire(value, arguments[0]));
    }
    if (value == null) {
      return null;
    }
    if ((Collection.class.isAssignableFrom(raw) || raw == Iterable.class)
        && arguments.length == 1) {
      return toCollection(value, raw, arguments[0], target);
    }
    if (raw == Map.class) {
      return toMap(value, arguments[0], arguments[1], target);
    }
    if (raw == Signature.class && value instanceof Map<?, ?> map) {
      return signature(map);
    }
    return beans.fromWire(value, target);
  }

  private @Nullable Object toCollection(Object value, Class<?> raw, Type element, Type target) {
    if (!(value instanceof Collection<?> items)) {
      throw mismatch(target, value);
    }
    Collection<@Nullable Object> result;
    if (raw.isAssignableFrom(List.class) || raw == ArrayList.class) {
      result = new ArrayList<>(items.size());
    } else if (raw == Set.class || raw == LinkedHashSet.class) {
      result = new LinkedHashSet<>();
    } else {
      return beans.fromWire(value, target);
    }
    int index = 0;
    for (Object item : items) {
      result.add(at("[" + index++ + "]", item, element));
    }
    return result;
  }

  private Object toMap(Object value, Type keyType, Type valueType, Type target) {
    if (!(value instanceof Map<?, ?> entries)) {
      throw mismatch(target, value);
    }
    Map<@Nullable Object, @Nullable Object> result = LinkedHashMap.newLinkedHashMap(entries.size());
    entries.forEach((key, each) ->
        result.put(
            keyType == String.class || keyType == Object.class
                ? key
                : ScalarConversions.keyFromWire(String.valueOf(key), (Class<?>) keyType),
            at("['" + key + "']", each, valueType)));
    return result;
  }

  private Object toArray(Object value, Type component, Type target) {
    if (!(value instanceof Collection<?> items)) {
      throw mismatch(target, value);
    }
    Class<?> raw =
        component instanceof ParameterizedType p ? (Class<?>) p.getRawType() : (Class<?>) component;
    Object array = Array.newInstance(raw, items.size());
    int index = 0;
    for (Object item : items) {
      Array.set(array, index, at("[" + index + "]", item, component));
      index++;
    }
    return array;
  }

  private @Nullable Object at(String place, @Nullable Object item, Type type) {
    try {
      return fromWire(item, type);
    } catch (ArgumentException e) {
      throw new ArgumentException(e.getMessage() + " at " + place);
    }
  }

  static ArgumentException mismatch(Type target, @Nullable Object value) {
    return new ArgumentException(
        ValueConverter.typeName(target) + ", not " + ScalarConversions.describe(value));
  }
}
