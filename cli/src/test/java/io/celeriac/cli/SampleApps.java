package io.celeriac.cli;

import io.celeriac.Celery;
import io.celeriac.SettingException;
import io.celeriac.TaskDefinition;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Classes as {@code -A} may name them. */
final class SampleApps {

  private SampleApps() {}

  static final class Method {
    private Method() {}

    public static Celery app() {
      return shop("method");
    }

    /** Not it: it takes something. */
    public static Celery other(String name) {
      return shop(name);
    }
  }

  static final class Field {
    public static final Celery SHOP = shop("field");

    private Field() {}
  }

  static final class Several {
    public static final Celery FIRST = shop("first");

    private Several() {}

    public static Celery second() {
      return shop("second");
    }
  }

  static final class SeveralAndUsual {
    public static final Celery FIRST = shop("first");

    private SeveralAndUsual() {}

    public static Celery app() {
      return shop("usual");
    }
  }

  static final class ByConstructor implements Supplier<Celery> {
    @Override
    public Celery get() {
      return shop("supplier");
    }
  }

  static final class None {
    private None() {}

    public Celery app() {
      return shop("not static");
    }
  }

  static final class Nothing {
    private Nothing() {}

    public static @Nullable Celery app() {
      return null;
    }
  }

  static final class Throwing {
    private Throwing() {}

    @SuppressWarnings("DoNotCallSuggester")
    public static Celery app() {
      throw new IllegalStateException("no database");
    }
  }

  static final class Misconfigured {
    private Misconfigured() {}

    @SuppressWarnings("DoNotCallSuggester")
    public static Celery app() {
      throw new SettingException("task_acks_late is nonsense");
    }
  }

  static final class ThrowingAtFirst {
    public static final Celery SHOP = fail();

    private ThrowingAtFirst() {}

    private static Celery fail() {
      throw new IllegalStateException("no certificate");
    }
  }

  /** Its app is there before anybody loads it. */
  static final class TooEarly {
    static final Celery BUILT = shop("early");

    private TooEarly() {}

    public static Celery app() {
      return BUILT;
    }
  }

  static Celery shop(String name) {
    return Celery.named(name)
        .broker("memory://" + name)
        .resultBackend("memory://" + name)
        .tasks(
            TaskDefinition.of(
                "shop.add", Integer.class, Integer.class, Integer.class, Integer::sum),
            TaskDefinition.of(
                "shop.fail",
                Integer.class,
                () -> {
                  throw new IllegalArgumentException("sold out");
                }))
        .build();
  }
}
