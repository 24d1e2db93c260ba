package io.celeriac.faults;

import io.celeriac.testing.ChildProcess;
import io.celeriac.testing.TestServers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whose workers and senders are put to the test; each has the same tasks and reads the same. */
enum Contender {
  CELERIAC("Celeriac") {
    @Override
    List<String> worker(WorkerSetup setup) {
      List<String> command = new ArrayList<>();
      command.add(TestServers.ofEnvironment().faults().resolve("worker").toString());
      command.addAll(setup.options());
      return command;
    }

    @Override
    List<String> publisher(int count) {
      return List.of(
          TestServers.ofEnvironment().faults().resolve("publish").toString(),
          Integer.toString(count));
    }
  },

  PYTHON("Python Celery 5.7") {
    @Override
    List<String> worker(WorkerSetup setup) {
      return List.of(
          TestServers.ofEnvironment().python().toString(),
          "-m",
          "celery",
          "-A",
          "faults_app",
          "worker",
          "-c",
          Integer.toString(setup.concurrency()),
          "-Q",
          setup.queue(),
          "-n",
          "python-" + System.nanoTime() + "@test",
          "-l",
          "WARNING");
    }

    @Override
    List<String> publisher(int count) {
      return List.of(
          TestServers.ofEnvironment().python().toString(),
          Path.of("python", "faults_app.py").toAbsolutePath().toString(),
          Integer.toString(count));
    }
  },

  RUSTY("Rusty Celery 0.5.5") {
    @Override
    List<String> worker(WorkerSetup setup) {
      return List.of(TestServers.ofEnvironment().rusty().toString(), "faults-worker");
    }

    @Override
    List<String> publisher(int count) {
      return List.of(
          TestServers.ofEnvironment().rusty().toString(),
          "faults-publish",
          Integer.toString(count));
    }
  };

  private final String label;

  Contender(String label) {
    this.label = label;
  }

  abstract List<String> worker(WorkerSetup setup);

  /** A program that sends so many {@code noop} and prints how many sends returned and raised. */
  abstract List<String> publisher(int count);

  ChildProcess startWorker(WorkerSetup setup) {
    return new ChildProcess(worker(setup), environment(setup));
  }

  ChildProcess startPublisher(WorkerSetup setup, int count) {
    return new ChildProcess(publisher(count), environment(setup));
  }

  static Map<String, String> environment(WorkerSetup setup) {
    Map<String, String> all = new HashMap<>(setup.variables());
    all.put("PYTHONPATH", Path.of("python").toAbsolutePath().toString());
    all.put("PYTHONDONTWRITEBYTECODE", "1");
    return all;
  }

  @Override
  public String toString() {
    return label;
  }
}
