package io.celeriac.worker;

import io.celeriac.PoolChild;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/** Children without processes: each is a thread that does with orders as the test says. */
final class FakeChildren implements ChildLauncher {

  /** What a child does at its start. */
  enum Start {
    READY,
    SILENT,
    DIES
  }

  final List<Started> started = new CopyOnWriteArrayList<>();
  private final BiFunction<Started, Order.Run, Optional<Report>> script;
  volatile Start start = Start.READY;

  /**
   * Children that follow a script.
   *
   * @param script what is reported of an order; nothing, to say no more
   */
  FakeChildren(BiFunction<Started, Order.Run, Optional<Report>> script) {
    this.script = script;
  }

  /** Children that succeed at everything, and have this much memory. */
  static FakeChildren succeeding(long residentKib) {
    return new FakeChildren((child, order) ->
        Optional.of(new Report.Ended(order.job(), new Outcome.Success(1), residentKib)));
  }

  @Override
  public Process launch(PoolChild place) {
    Started child = new Started(place);
    started.add(child);
    switch (start) {
      case READY -> Thread.ofVirtual().start(() -> serve(child));
      case SILENT -> {}
      case DIES -> child.die(1);
    }
    return child;
  }

  private void serve(Started child) {
    try (SocketChannel channel =
        SocketChannel.open(UnixDomainSocketAddress.of(child.place.socket()))) {
      child.channel.complete(channel);
      Frames frames = new Frames(channel, channel, 1 << 20);
      frames.write(new Report.Ready(child.place.number()).encode());
      for (Optional<byte[]> frame = frames.read(); frame.isPresent(); frame = frames.read()) {
        switch (Order.decode(frame.get())) {
          case Order.Run run -> {
            frames.write(new Report.Accepted(run.job()).encode());
            Optional<Report> report = script.apply(child, run);
            if (report.isPresent()) {
              frames.write(report.get().encode());
            }
          }
          case Order.Interrupt interrupt -> child.interrupts.add(interrupt);
          case Order.Stop _ -> child.die(0);
        }
      }
    } catch (IOException e) {
      child.die(1);
    }
  }

  /** A process that is none. */
  static final class Started extends Process {
    final PoolChild place;
    final List<Order.Interrupt> interrupts = new CopyOnWriteArrayList<>();
    final CompletableFuture<SocketChannel> channel = new CompletableFuture<>();
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private final CompletableFuture<Process> onExit = new CompletableFuture<>();

    Started(PoolChild place) {
      this.place = place;
    }

    /** As when the process ends: its connection is closed with it. */
    void die(int code) {
      if (exit.complete(code)) {
        try {
          if (channel.isDone()) {
            channel.join().close();
          }
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
        onExit.complete(this);
      }
    }

    @Override
    public long pid() {
      return 1_000L + place.number();
    }

    @Override
    public OutputStream getOutputStream() {
      return OutputStream.nullOutputStream();
    }

    @Override
    public InputStream getInputStream() {
      return InputStream.nullInputStream();
    }

    @Override
    public InputStream getErrorStream() {
      return InputStream.nullInputStream();
    }

    @Override
    public int waitFor() {
      return exit.join();
    }

    @Override
    public boolean waitFor(long time, TimeUnit unit) throws InterruptedException {
      try {
        int ignored = exit.get(time, unit);
        return true;
      } catch (java.util.concurrent.ExecutionException e) {
        throw new IllegalStateException(e);
      } catch (java.util.concurrent.TimeoutException e) {
        return false;
      }
    }

    @Override
    public int exitValue() {
      if (!exit.isDone()) {
        throw new IllegalThreadStateException();
      }
      return exit.join();
    }

    @Override
    public void destroy() {
      die(143);
    }

    @Override
    public Process destroyForcibly() {
      die(137);
      return this;
    }

    @Override
    public CompletableFuture<Process> onExit() {
      return onExit;
    }
  }
}
