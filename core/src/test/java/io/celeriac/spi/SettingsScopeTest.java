package io.celeriac.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.Celery;
import io.celeriac.MissingModuleException;
import io.celeriac.Setting;
import io.celeriac.SettingException;
import io.celeriac.Settings;
import org.junit.jupiter.api.Test;

final class SettingsScopeTest {

  @Test
  void what_it_holds_counts_for_the_apps_built_within_and_not_after() throws Exception {
    Settings overriding =
        Settings.defaults().with("broker_url", "nonsense://", "command line --broker");

    // Core alone serves no broker; the error names the one that it was to use.
    assertThatThrownBy(
            () -> SettingsScope.call(overriding, () -> Celery.named("x").broker("b://").build()))
        .isInstanceOfAny(MissingModuleException.class, SettingException.class)
        .hasMessageContaining("nonsense");
    assertThat(SettingsScope.<Settings>call(overriding, SettingsScope::current))
        .isEqualTo(overriding);
    assertThat(SettingsScope.current().isSet(Setting.BROKER_URL)).isFalse();
  }
}
