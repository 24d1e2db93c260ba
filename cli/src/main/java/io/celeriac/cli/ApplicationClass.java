package io.celeriac.cli;

import io.celeriac.Celery;
import io.celeriac.CeleryException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Gets the app out of the class that {@code -A} names. */
final class ApplicationClass {

  private static final String USUAL_NAME = "app";

  private final Class<?> type;
  private final String member;

  ApplicationClass(ApplicationMember place) {
    this.type = place.type();
    this.member = place.member();
  }

  /**
   * The app.
   *
   * @throws UsageException when the class gives none, or several
   */
  Celery app() {
    List<Member> candidates = candidates();
    if (candidates.isEmpty() && member.isEmpty() && Supplier.class.isAssignableFrom(type)) {
      return fromSupplier();
    }
    if (candidates.size() > 1) {
      candidates.removeIf(candidate -> !candidate.getName().equals(USUAL_NAME));
    }
    return switch (candidates.size()) {
      case 1 -> fromMember(candidates.getFirst());
      default -> throw new UsageException(trouble());
    };
  }

  private List<Member> candidates() {
    List<Member> candidates = new ArrayList<>();
    for (Method method : type.getMethods()) {
      if (method.getParameterCount() == 0 && method.getReturnType() == Celery.class) {
        candidates.add(method);
      }
    }
    for (Field field : type.getFields()) {
      if (field.getType() == Celery.class) {
        candidates.add(field);
      }
    }
    candidates.removeIf(candidate -> !Modifier.isStatic(candidate.getModifiers()));
    if (!member.isEmpty()) {
      candidates.removeIf(candidate -> !candidate.getName().equals(member));
    }
    return candidates;
  }

  private String trouble() {
    List<Member> candidates = candidates();
    String right =
        "expected public static Celery app(), or a public static field of type Celery, or a"
            + " Supplier<Celery> with a constructor without parameters";
    if (!member.isEmpty()) {
      return type.getName() + " has no '" + member + "' that gives an app (-A); " + right;
    }
    return candidates.isEmpty()
        ? type.getName() + " gives no app (-A); " + right
        : type.getName()
            + " gives several apps (-A): "
            + String.join(", ", candidates.stream().map(Member::getName).sorted().toList())
            + "; say which one, as in -A "
            + type.getName()
            + ":"
            + candidates.getFirst().getName();
  }

  private Celery fromMember(Member found) {
    try {
      return switch (found) {
        case Method method -> {
          method.setAccessible(true);
          yield given(method.invoke(null), method.getName() + "()");
        }
        case Field field -> {
          field.setAccessible(true);
          yield given(field.get(null), field.getName());
        }
        default -> throw new IllegalStateException(found + " is neither field nor method");
      };
    } catch (InvocationTargetException e) {
      throw thrown(e.getCause() == null ? e : e.getCause(), found.getName() + "()");
    } catch (ExceptionInInitializerError e) {
      throw thrown(e.getCause() == null ? e : e.getCause(), "its static initializer");
    } catch (IllegalAccessException | LinkageError e) {
      throw thrown(e, found.getName());
    }
  }

  private Celery fromSupplier() {
    try {
      var constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return given(((Supplier<?>) constructor.newInstance()).get(), "get()");
    } catch (NoSuchMethodException | InstantiationException e) {
      throw new UsageException(
          type.getName()
              + " is a Supplier that cannot be made (-A); it needs a constructor"
              + " without parameters",
          e);
    } catch (InvocationTargetException e) {
      throw thrown(e.getCause() == null ? e : e.getCause(), "its constructor");
    } catch (ExceptionInInitializerError e) {
      throw thrown(e.getCause() == null ? e : e.getCause(), "its static initializer");
    } catch (IllegalAccessException | LinkageError e) {
      throw thrown(e, "its constructor");
    }
  }

  private Celery given(@org.jspecify.annotations.Nullable Object value, String what) {
    if (value instanceof Celery app) {
      return app;
    }
    throw new UsageException(
        what
            + " of "
            + type.getName()
            + " gave "
            + (value == null ? "null" : "a " + value.getClass().getName())
            + " (-A); expected a Celery");
  }

  /** Ours say what is wrong by themselves; others are the application's own. */
  private RuntimeException thrown(Throwable thrown, String where) {
    return thrown instanceof CeleryException ours
        ? ours
        : new ApplicationException(
            "The app of " + type.getName() + " could not be made: " + where + " threw " + thrown,
            thrown);
  }
}
