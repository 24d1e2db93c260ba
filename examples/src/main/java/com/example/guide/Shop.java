package com.example.guide;

import static java.time.Duration.ofSeconds;

import com.example.Arithmetic;
import com.example.ArithmeticTasks;
import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.Step;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskDefinitions;
import io.celeriac.TypeRef;
import java.util.List;
import java.util.function.Supplier;

/** Registering and calling tasks, in the guide. */
final class Shop {

  private Shop() {}

  static Celery app(String broker) {
    Celery app =
        Celery.named("shop")
            .broker(broker)
            .tasks(ArithmeticTasks.of(new Arithmetic()))
            .tasks(ParcelsTasks.of(new Parcels()))
            .tasks(MailTasks.of(new Mail("smtp.example.com")))
            .build();
    return app;
  }

  static int call(Celery app) throws InterruptedException {
    AsyncResult<Integer> sum = app.send(ArithmeticTasks.add(2, 3).countdown(ofSeconds(5)));
    int five = sum.get(ofSeconds(30));
    return five;
  }

  static Signature<Integer> link() {
    Step<Integer, Integer> addFour = ArithmeticTasks.add(4);
    return ArithmeticTasks.add(2, 2).link(addFour);
  }

  static Celery perRun(String broker, Supplier<Mail> container) {
    return Celery.named("shop").broker(broker).tasks(MailTasks.of(container)).build();
  }

  static Celery implementing(String broker) {
    return Celery.named("shop")
        .broker(broker)
        .tasks(ThumbnailsTasks.of(new ScaledThumbnails(128)))
        .build();
  }

  static Celery lambdas(String broker) {
    TaskDefinition<Integer> negate =
        TaskDefinition.of("arithmetic.negate", Integer.class, Integer.class, x -> -x);

    return Celery.named("shop").broker(broker).tasks(negate).build();
  }

  static Celery reflected(String broker, Object bean) {
    return Celery.named("shop").broker(broker).tasks(TaskDefinitions.from(bean)).build();
  }

  static void python(Celery app) {
    app.send(Signature.of("proj.tasks.add", Integer.class, 2, 3));
    app.send(
        Signature.of("proj.tasks.report", new TypeRef<List<String>>() {})
            .kwarg("month", "2026-11"));
  }
}
