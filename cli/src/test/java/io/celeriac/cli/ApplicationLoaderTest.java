package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.Celery;
import io.celeriac.Setting;
import io.celeriac.SettingException;
import io.celeriac.Settings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ApplicationLoaderTest {

  private static final String APPS = SampleApps.class.getName() + "$";

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "Method, method",
    "Method:app, method",
    "Method.app, method",
    "Field, field",
    "Field:SHOP, field",
    "Field.SHOP, field",
    "Several:second, second",
    "SeveralAndUsual, usual",
    "SeveralAndUsual:FIRST, first",
    "ByConstructor, supplier",
  })
  void an_app_is_found_in_a_static_method_or_field_or_supplier(String name, String app) {
    try (Celery found = load(APPS + name, Settings.defaults())) {
      assertThat(found.name()).isEqualTo(app);
    }
  }

  @Test
  void several_apps_are_named_for_the_person_to_choose() {
    assertThatThrownBy(() -> load(APPS + "Several", Settings.defaults()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("several apps (-A): FIRST, second")
        .hasMessageContaining("-A " + APPS + "Several:");
  }

  @ParameterizedTest
  @CsvSource({
    "None, gives no app",
    "Method:missing, has no 'missing'",
    "Method:other, has no 'other'",
    "Nothing, gave null",
  })
  void a_class_without_an_app_is_told_what_it_would_need(String name, String problem) {
    assertThatThrownBy(() -> load(APPS + name, Settings.defaults()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(problem)
        .hasMessageContaining("Celery");
  }

  @Test
  void a_mistyped_class_is_told_the_class_that_was_meant() {
    String wrong = "com.example.sampleapps";
    assertThatThrownBy(() -> load(wrong, Settings.defaults()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("There is no class " + wrong)
        .hasMessageContaining("Did you mean " + SampleApps.class.getName() + "?");
  }

  @Test
  void a_class_that_is_nowhere_is_told_where_it_was_looked_for() {
    ApplicationPath path = ApplicationPath.of(List.of(directory.toString()), directory);

    assertThatThrownBy(
            () -> new ApplicationLoader(path).load("com.example.Shop", Settings.defaults()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--classpath");
    assertThat(path.entries()).endsWith(directory);
  }

  @Test
  void an_entry_of_the_class_path_that_does_not_exist_is_named() {
    assertThatThrownBy(() -> ApplicationPath.of(List.of("lib/shop.jar"), directory))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("'lib/shop.jar'")
        .hasMessageContaining(directory.toString());
  }

  @Test
  void what_the_application_throws_is_kept_for_its_stack_trace() {
    assertThatThrownBy(() -> load(APPS + "Throwing", Settings.defaults()))
        .isInstanceOf(ApplicationException.class)
        .hasMessageContaining("app() threw java.lang.IllegalStateException: no database")
        .hasRootCauseMessage("no database");
    assertThatThrownBy(() -> load(APPS + "ThrowingAtFirst", Settings.defaults()))
        .isInstanceOf(ApplicationException.class)
        .hasMessageContaining("static initializer threw")
        .hasRootCauseMessage("no certificate");
  }

  @Test
  void what_celeriac_finds_wrong_in_the_application_is_told_as_it_is() {
    assertThatThrownBy(() -> load(APPS + "Misconfigured", Settings.defaults()))
        .isInstanceOf(SettingException.class)
        .hasMessage("task_acks_late is nonsense");
  }

  @Test
  void settings_from_around_the_application_count_more_than_its_own() {
    Settings overriding =
        Settings.defaults().with("broker_url", "memory://elsewhere", "command line --broker");

    try (Celery app = load(APPS + "Method", overriding)) {
      assertThat(app.settings().get(Setting.BROKER_URL)).containsExactly("memory://elsewhere");
      assertThat(app.brokerUrl()).contains("elsewhere");
      assertThat(app.settings().get(Setting.RESULT_BACKEND)).containsExactly("memory://method");
    }
  }

  @Test
  void an_app_that_was_built_too_early_for_them_is_not_run_without_them() {
    Settings overriding =
        Settings.defaults().with("broker_url", "memory://elsewhere", "command line --broker");
    assertThat(SampleApps.TooEarly.BUILT.name()).isEqualTo("early");

    assertThatThrownBy(() -> load(APPS + "TooEarly", overriding))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("broker_url");
  }

  private static Celery load(String name, Settings overriding) {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try {
      ApplicationPath path =
          new ApplicationPath(List.of(classes()), ApplicationLoaderTest.class.getClassLoader());
      return new ApplicationLoader(path).load(name, overriding);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  /** Where the classes of these tests are. */
  private static Path classes() {
    try {
      return Path.of(SampleApps.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
