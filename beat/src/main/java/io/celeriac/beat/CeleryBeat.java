package io.celeriac.beat;

import io.celeriac.Beat;
import io.celeriac.BeatOptions;
import io.celeriac.ScheduleStoreException;
import io.celeriac.spi.BeatEnvironment;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the parts of a beat together, and takes it from its start to its end. */
final class CeleryBeat implements Beat {

  private static final Logger LOG = LoggerFactory.getLogger(CeleryBeat.class);
  private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(1);

  private final BeatConfig config;
  private final Alarm alarm;
  private final Agenda agenda;
  private final Scheduler scheduler;
  private final Optional<BeatPidbox> pidbox;
  private final AtomicBoolean started = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile long lastTick;

  CeleryBeat(BeatEnvironment app, BeatOptions options) {
    this.config = BeatConfig.of(app.settings(), options);
    this.alarm = new Alarm();
    this.agenda = new Agendas(app, config).open(ConfiguredEntries.of(app, options), alarm::ring);
    this.scheduler =
        new Scheduler(
            agenda, config.times(), new RunSender(app, alarm), app.clock(), config.maxInterval());
    this.pidbox =
        config.remoteControl()
            ? Optional.of(
                new BeatPidbox(app, config.hostname(), config.maxTickAge(), this::tickAge))
            : Optional.empty();
  }

  private Duration tickAge() {
    return Duration.ofNanos(System.nanoTime() - lastTick);
  }

  @Override
  public String hostname() {
    return config.hostname();
  }

  @Override
  public String store() {
    return agenda.display();
  }

  @Override
  public Duration maxInterval() {
    return config.maxInterval();
  }

  @Override
  public boolean remoteControl() {
    return config.remoteControl();
  }

  @Override
  public boolean isLeading() {
    return agenda.isLeading();
  }

  @Override
  public void start() {
    if (!started.compareAndSet(false, true)) {
      throw new IllegalStateException("Beat " + hostname() + " was started before; make another");
    }
    LOG.info("beat: Starting...");
    try {
      agenda.open();
    } catch (RuntimeException e) {
      ended.countDown();
      throw e;
    }
    lastTick = System.nanoTime();
    pidbox.ifPresent(BeatPidbox::start);
    Thread.ofPlatform().name("celeriac-beat").start(this::work);
  }

  private void work() {
    try {
      while (!alarm.isStopped()) {
        Duration pause = tick();
        lastTick = System.nanoTime();
        if (pause.isPositive()) {
          LOG.debug("beat: Waking up in {} seconds.", pause.toMillis() / 1000.0);
          alarm.await(pause);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("beat raised exception {}: {}", e.getClass().getName(), e.getMessage(), e);
    } finally {
      end();
    }
  }

  private Duration tick() throws InterruptedException {
    try {
      return scheduler.tick();
    } catch (ScheduleStoreException e) {
      LOG.error("beat: {} Trying again in {} seconds...", e.getMessage(), 1);
      return AFTER_A_FAILURE;
    }
  }

  /** The last runs first: whoever ends the process may not wait for the rest. */
  private void end() {
    try {
      agenda.close();
      pidbox.ifPresent(BeatPidbox::close);
    } catch (RuntimeException e) {
      LOG.error("The beat did not end in good order: {}", e.getMessage(), e);
    } finally {
      ended.countDown();
    }
  }

  @Override
  public void shutdown() {
    if (started.compareAndSet(false, true)) {
      ended.countDown(); // it never began
      return;
    }
    if (!alarm.isStopped()) {
      LOG.info("beat: Shutting down...");
      alarm.stop();
    }
  }

  @Override
  public void awaitTermination() throws InterruptedException {
    ended.await();
  }

  @Override
  public int run() {
    BeatSignals signals = new BeatSignals(this::shutdown);
    try (signals) {
      start();
      awaitTermination();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
    }
    return 0;
  }

  @Override
  public void close() {
    shutdown();
    boolean interrupted = false;
    while (true) {
      try {
        awaitTermination();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
