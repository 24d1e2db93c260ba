package io.celeriac.spi;

import io.celeriac.Settings;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Settings from around an application's code (environment, configuration file, command line), for
 * every app that is built within: the code that builds it need not know of them. A scoped value: it
 * holds for the thread that runs the body, and for nobody else.
 */
public final class SettingsScope {

  private static final ScopedValue<Settings> OVERRIDING = ScopedValue.newInstance();

  private SettingsScope() {}

  /** Runs something, such as an application's own factory method, under overriding settings. */
  public static <T extends @Nullable Object> T call(Settings overriding, Callable<T> body)
      throws Exception {
    return ScopedValue.where(OVERRIDING, overriding).call(body::call);
  }

  /** What overrides the settings in code here; nothing outside of {@link #call}. */
  public static Settings current() {
    return OVERRIDING.isBound() ? OVERRIDING.get() : Settings.defaults();
  }
}
