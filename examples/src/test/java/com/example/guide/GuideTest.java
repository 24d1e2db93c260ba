package com.example.guide;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.Arithmetic;
import com.example.ArithmeticTasks;
import com.example.guide.Parcels.Parcel;
import com.example.guide.Parcels.Speed;
import io.celeriac.Celery;
import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.Signature;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskFailedException;
import io.celeriac.Worker;
import io.celeriac.spi.SettingsScope;
import java.math.BigDecimal;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** The tasks of the guide, sent to a worker, and their results waited for. */
final class GuideTest {

  private final String broker = "memory://" + UUID.randomUUID();

  @Test
  void arithmetic() throws Exception {
    assertThat(result(() -> Shop.app(broker), ArithmeticTasks.add(2, 3))).isEqualTo(5);
    assertThat(result(() -> Shop.app(broker), ArithmeticTasks.sum(List.of(1, 2, 3)))).isEqualTo(6);
    assertThat(ArithmeticTasks.add(4).with(2)).isEqualTo(ArithmeticTasks.add(2, 4));
  }

  @Test
  void parameters_of_all_kinds() throws Exception {
    Parcel parcel = new Parcel("a", new BigDecimal("1.50"), List.of("nut"));

    assertThat(result(() -> Shop.app(broker), ParcelsTasks.ship(parcel)))
        .isEqualTo("a SLOW x1 null false");
    assertThat(
            result(
                () -> Shop.app(broker),
                ParcelsTasks.ship(
                    parcel, Speed.FAST, 2, "Hi", Optional.of(LocalDate.of(2026, 11, 23)))))
        .isEqualTo("a FAST x2 Hi true");
    assertThat(result(() -> Shop.app(broker), ParcelsTasks.weigh(parcel)))
        .isEqualTo(Map.of("a", new BigDecimal("1.50")));
  }

  @Test
  void a_failure_names_the_argument_that_does_not_fit() {
    assertThatThrownBy(() ->
            result(
                () -> Shop.app(broker),
                Signature.of("arithmetic.add", Integer.class, 2).kwarg("y", "three")))
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("Argument 'y' of arithmetic.add must be int, not str (three)");
  }

  @Test
  void objects_and_suppliers_of_them() throws Exception {
    assertThat(result(() -> Shop.app(broker), MailTasks.send("Ann", "Hello")))
        .isEqualTo("Sent 'Hello' to Ann by smtp.example.com");
    assertThat(
            result(
                () -> Shop.perRun(broker, () -> new Mail("localhost")),
                MailTasks.send("Ann", "Hello")))
        .isEqualTo("Sent 'Hello' to Ann by localhost");
  }

  @Test
  void contracts() throws Exception {
    assertThat(
            result(
                () -> Shop.implementing(broker),
                ThumbnailsTasks.make(URI.create("https://example.com/a.png"))))
        .isEqualTo(URI.create("https://example.com/a.png?width=128"));
  }

  @Test
  void lambdas_and_objects_without_a_generated_class() throws Exception {
    assertThat(
            result(() -> Shop.lambdas(broker), Signature.of("arithmetic.negate", Integer.class, 3)))
        .isEqualTo(-3);
    assertThat(result(() -> Shop.reflected(broker, new Arithmetic()), ArithmeticTasks.add(2, 3)))
        .isEqualTo(5);
  }

  @Test
  void options_and_former_names() {
    try (Celery app = Shop.app(broker)) {
      TaskDefinition<?> track =
          app.tasks().stream()
              .filter(task -> task.name().equals("parcels.track"))
              .findFirst()
              .orElseThrow();

      assertThat(track.aliases()).containsExactly("shipping.track");
      assertThat(track.options().queue()).contains("slow");
      assertThat(track.options().timeLimit()).contains(ofSeconds(30));
      assertThat(track.callbacks()).isPresent();
    }
  }

  private <R> R result(Callable<Celery> shop, Signature<R> call) throws Exception {
    Settings results = Settings.defaults().with(Setting.RESULT_BACKEND, List.of(broker));
    try (Celery app = SettingsScope.call(results, shop);
        Worker worker = app.worker().start()) {
      assertThat(worker.hostname()).isNotBlank();
      return app.send(call).get(ofSeconds(30));
    }
  }
}
