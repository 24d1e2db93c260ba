package com.example.guide;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import com.example.ArithmeticTasks;
import io.celeriac.Beat;
import io.celeriac.Celery;
import io.celeriac.Crontab;
import io.celeriac.Schedule;
import io.celeriac.Signature;
import io.celeriac.Solar;
import io.celeriac.SolarEvent;
import io.celeriac.StoredSchedule;
import java.util.List;

/** Periodic tasks, in the guide. */
final class Schedules {

  private Schedules() {}

  static Celery app() {
    Celery app =
        Celery.named("shop")
            .broker("redis://localhost")
            .set("timezone", "Europe/Oslo")
            .periodicTask("sum", Schedule.every(ofMinutes(10)), ArithmeticTasks.add(2, 3))
            .periodicTask(
                "report",
                Schedule.crontab("0 4 * * mon-fri"),
                ArithmeticTasks.add(2, 3).queue("slow").expires(ofHours(2)))
            .periodicTask(
                "lights",
                new Solar(SolarEvent.SUNSET, 59.9, 10.7),
                Signature.of("house.lights_on", Void.class))
            .build();
    return app;
  }

  static List<Schedule> kinds() {
    return List.of(
        Schedule.every(ofSeconds(30)),
        Schedule.every(ofHours(1)).rounded(),
        Crontab.everyMinute().minute("0").hour("4"));
  }

  static boolean run(Celery app) {
    try (Beat beat = app.beat().store("redis://localhost/0").start()) {
      return beat.isLeading();
    }
  }

  static boolean pause(Celery app) {
    try (StoredSchedule schedule = app.beat().store("redis://localhost/0").open()) {
      return schedule.disable("report");
    }
  }
}
