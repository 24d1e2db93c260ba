package io.celeriac.worker;

import io.celeriac.PoolChild;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a child process: one task after the other on the thread that started the worker,
 * while another thread listens to the parent. A child does not outlive its parent for a moment, for
 * there would be nobody to keep its task to the limits.
 */
final class ChildLoop {

  private static final Logger LOG = LoggerFactory.getLogger(ChildLoop.class);

  /** A message may be as large as the broker lets it be. */
  private static final int LONGEST_ORDER = Integer.MAX_VALUE - 16;

  private static final int ORPHANED = 1;

  private final PoolChild place;
  private final ChildTasks tasks;
  private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Execution running;
  private long job = -1;
  private Order.@Nullable Interrupt early;

  ChildLoop(PoolChild place, ChildTasks tasks) {
    this.place = place;
    this.tasks = tasks;
  }

  /**
   * Serves until the parent says that it is enough.
   *
   * @throws IOException when the parent cannot be reached
   */
  void serve() throws IOException, InterruptedException {
    // Celery's name of it: log lines carry the thread's.
    Thread.currentThread().setName(place.processName());
    // Left open to the end of the process: a process that does not end well is watched as well.
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(Path.of(place.socket())));
    Frames frames = new Frames(channel, channel, LONGEST_ORDER);
    frames.write(new Report.Ready(place.number()).encode());
    Thread.ofPlatform().name("celeriac-orders").daemon(true).start(() -> listen(frames));
    while (orders.take() instanceof Order.Run run) {
      frames.write(report(run, frames));
    }
  }

  private byte[] report(Order.Run run, Frames frames) {
    try {
      return tasks.run(run, execution -> begin(run.job(), execution, frames)).encode();
    } finally {
      begin(-1, null);
    }
  }

  private void begin(long number, Execution execution, Frames frames) {
    try {
      frames.write(new Report.Accepted(number).encode());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    begin(number, execution);
  }

  private void begin(long number, @Nullable Execution execution) {
    lock.lock();
    try {
      job = number;
      running = execution;
      if (early != null && early.job() == number && execution != null) {
        execution.interrupt(early.reason());
      }
    } finally {
      lock.unlock();
    }
  }

  private void listen(Frames frames) {
    try {
      for (Optional<byte[]> frame = frames.read(); frame.isPresent(); frame = frames.read()) {
        switch (Order.decode(frame.get())) {
          case Order.Interrupt interrupt -> interrupt(interrupt);
          case Order.Run run -> orders.add(run);
          case Order.Stop stop -> orders.add(stop);
        }
      }
    } catch (IOException e) {
      LOG.debug("The worker cannot be understood any more: {}", e.toString());
    } finally {
      orphaned();
    }
  }

  private void interrupt(Order.Interrupt order) {
    lock.lock();
    try {
      early = order;
      if (running != null && job == order.job()) {
        running.interrupt(order.reason());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Interrupts what runs now as the passing of its soft limit would. */
  void softLimit() {
    lock.lock();
    try {
      if (running != null) {
        WorkerLog.softLimitBySignal(running);
        running.interrupt(Execution.Interruption.SOFT_LIMIT);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The parent is dead: without a word, since a task may hold up an end in good order for ever. */
  private void orphaned() {
    try {
      Path socket = Path.of(place.socket());
      Files.deleteIfExists(socket);
      Files.deleteIfExists(socket.getParent());
    } catch (IOException e) {
      LOG.debug("The socket {} is left behind: {}", place.socket(), e.toString());
    }
    Runtime.getRuntime().halt(ORPHANED);
  }
}
