package io.celeriac.cli;

import io.celeriac.Celery;
import io.celeriac.Settings;
import io.celeriac.spi.SettingsScope;

/**
 * Loads the app that {@code -A} names: {@code com.example.Shop}, a class with a public static field
 * or method without parameters that gives a {@link Celery}, or that is a supplier of one; or {@code
 * com.example.Shop:app} where it has several. The app is built under the settings from around it,
 * so that options of the command line count for all of the application's code.
 */
final class ApplicationLoader {

  private final ApplicationPath path;

  ApplicationLoader(ApplicationPath path) {
    this.path = path;
  }

  /**
   * The app of a name.
   *
   * @throws UsageException when there is no such class, or it gives no app, or the settings could
   *     not be brought into it
   * @throws ApplicationException when the application's code threw
   */
  Celery load(String name, Settings overriding) {
    Thread.currentThread().setContextClassLoader(path.loader());
    try {
      Celery app = SettingsScope.call(overriding, () -> new ApplicationClass(find(name)).app());
      checkOverridden(name, app, overriding);
      return app;
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new ApplicationException(name + " cannot be loaded", e);
    }
  }

  private ApplicationMember find(String name) {
    int colon = name.indexOf(':');
    if (colon >= 0) {
      String className = name.substring(0, colon);
      return new ApplicationMember(type(className, className), name.substring(colon + 1));
    }
    int dot = name.lastIndexOf('.');
    // Python's form package.module.attribute is accepted as well.
    if (dot > 0 && !isClass(name) && isClass(name.substring(0, dot))) {
      return new ApplicationMember(type(name.substring(0, dot), name), name.substring(dot + 1));
    }
    return new ApplicationMember(type(name, name), "");
  }

  private boolean isClass(String name) {
    return path.loader().getResource(name.replace('.', '/') + ".class") != null;
  }

  private Class<?> type(String className, String given) {
    try {
      return Class.forName(className, false, path.loader());
    } catch (ClassNotFoundException e) {
      throw new UsageException(missing(className), e);
    } catch (UnsupportedClassVersionError e) {
      throw new UsageException(
          className
              + " was compiled for a newer Java than this one, "
              + Runtime.version()
              + "; run a newer JDK, or compile with --release "
              + Runtime.version().feature(),
          e);
    } catch (LinkageError e) {
      throw new UsageException(
          "Class "
              + given
              + " is there, but cannot be loaded: "
              + e.getMessage()
              + " is missing or does not fit; "
              + path.description(),
          e);
    }
  }

  private String missing(String className) {
    String simple = className.substring(className.lastIndexOf('.') + 1);
    var similar = path.classesNamed(simple);
    String advice =
        similar.isEmpty()
            ? "Name the class that makes the app, such as -A com.example.Shop, and its jar or"
                + " directory of classes by --classpath."
            : "Did you mean " + String.join(" or ", similar) + "?";
    return "There is no class " + className + " (-A): " + path.description() + ". " + advice;
  }

  private static void checkOverridden(String name, Celery app, Settings overriding) {
    if (!app.settings().overlay(overriding).equals(app.settings())) {
      throw new UsageException(
          "The app of "
              + name
              + " was built before the command line could set "
              + String.join(", ", overriding.explicit().keySet())
              + "; build it in a static initializer or in the method that gives it, on the thread"
              + " that calls it");
    }
  }
}
