package com.example;

import io.celeriac.Celery;

/**
 * An application as {@code celeriac -A com.example.MyApp worker} takes it: a class with a static
 * method {@code app()}. It names no broker, which comes from {@code -b}, a configuration file or
 * {@code CELERY_BROKER_URL}.
 */
public final class MyApp {

  private MyApp() {}

  /** The application. */
  public static Celery app() {
    return Celery.named("shop")
        .tasks(ArithmeticTasks.of(new Arithmetic()))
        .route("arithmetic.*", "numbers")
        .build();
  }
}
