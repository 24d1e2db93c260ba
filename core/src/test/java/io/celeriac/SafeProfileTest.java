package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the profile safe sets, and what it leaves alone. */
final class SafeProfileTest {

  @Test
  void it_sets_what_loses_nothing_and_says_so() {
    Settings settings =
        SafeProfile.under(Settings.defaults().with(Setting.CELERIAC_PROFILE, "safe"));

    assertThat(settings.get(Setting.TASK_ACKS_LATE)).isTrue();
    assertThat(settings.find(Setting.TASK_REJECT_ON_WORKER_LOST)).contains(true);
    assertThat(settings.get(Setting.WORKER_DEDUPLICATE_SUCCESSFUL_TASKS)).isTrue();
    assertThat(settings.get(Setting.WORKER_PREFETCH_MULTIPLIER)).isEqualTo(1);
    assertThat(settings.get(Setting.CELERIAC_RESULT_DEADLINE)).isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.origin(Setting.TASK_ACKS_LATE)).isEqualTo("profile safe (code)");
  }

  @Test
  void what_is_set_counts_before_it() {
    Settings settings =
        SafeProfile.under(
            Settings.defaults()
                .with(Setting.TASK_ACKS_LATE, false)
                .with("celeriac_profile", "safe", "--safe"));

    assertThat(settings.get(Setting.TASK_ACKS_LATE)).isFalse();
    assertThat(settings.origin(Setting.TASK_ACKS_LATE)).isEqualTo("code");
    assertThat(settings.origin(Setting.RESULT_PERSISTENT)).isEqualTo("profile safe (--safe)");
  }

  @Test
  void without_it_all_is_as_in_celery() {
    assertThat(SafeProfile.under(Settings.defaults())).isEqualTo(Settings.defaults());
  }
}
