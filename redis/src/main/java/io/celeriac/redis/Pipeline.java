package io.celeriac.redis;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * One connection that all threads share: what they send while a round trip is under way goes
 * together in the next one (group commit), so that a round trip costs the same for one caller as
 * for hundreds. It connects on first use, and again on the first use after a loss; nothing is
 * repeated.
 */
final class Pipeline implements Commands {
  private static final int MOST_COMMANDS = 512;
  private static final int MOST_BYTES = 1 << 20;

  /** An idle connection is tried before use after this: a firewall may have forgotten it. */
  private static final Duration TRUSTED_IDLE = Duration.ofSeconds(25);

  private record Job(List<Command> commands, CompletableFuture<List<@Nullable Object>> replies) {}

  private final String name;
  private final Supplier<RedisConnection> connector;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Deque<Job> waiting = new ArrayDeque<>();
  private @Nullable Thread thread;
  private boolean closed;
  private volatile @Nullable RedisConnection connection;
  private final AtomicInteger epoch = new AtomicInteger();
  private long lastUse;

  /**
   * Scripts that were sent in full on this connection. Were they tried by their digest at first,
   * those that the server lacks would run only after all that was sent together with them.
   */
  private final Set<Script> sent = EnumSet.noneOf(Script.class);

  Pipeline(String name, Supplier<RedisConnection> connector) {
    this.name = name;
    this.connector = connector;
  }

  @Override
  public CompletableFuture<List<@Nullable Object>> send(List<Command> commands) {
    Job job = new Job(commands, new CompletableFuture<>());
    lock.lock();
    try {
      if (closed) {
        return CompletableFuture.failedFuture(closedException());
      }
      waiting.add(job);
      work.signal();
      if (thread == null) {
        // A platform thread wakes by the reply itself, a virtual one by way of two others.
        thread = Thread.ofPlatform().name(name).daemon(true).start(this::run);
      }
    } finally {
      lock.unlock();
    }
    return job.replies;
  }

  @Override
  public int epoch() {
    return epoch.get();
  }

  /** Fails what is under way and waiting. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      work.signal();
      if (thread == null) {
        failWaiting();
      }
    } finally {
      lock.unlock();
    }
    disconnect();
  }

  private void run() {
    for (List<Job> batch = next(); !batch.isEmpty(); batch = next()) {
      execute(batch);
    }
    disconnect();
  }

  /** Waits for jobs and takes as many as go well together; none when closed. */
  private List<Job> next() {
    List<Job> batch = new ArrayList<>();
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        work.awaitUninterruptibly();
      }
      if (closed) {
        failWaiting();
        return batch;
      }
      int commands = 0;
      int bytes = 0;
      while (!waiting.isEmpty() && commands < MOST_COMMANDS && bytes < MOST_BYTES) {
        Job job = waiting.removeFirst();
        commands += job.commands.size();
        bytes += job.commands.stream().mapToInt(Command::size).sum();
        batch.add(job);
      }
    } finally {
      lock.unlock();
    }
    return batch;
  }

  private void execute(List<Job> batch) {
    List<Command> commands =
        batch.size() == 1
            ? batch.getFirst().commands
            : batch.stream().flatMap(job -> job.commands.stream()).toList();
    try {
      RedisConnection open = connected();
      List<@Nullable Object> replies = call(open, commands);
      lastUse = System.nanoTime();
      int from = 0;
      for (Job job : batch) {
        int to = from + job.commands.size();
        job.replies.complete(new ArrayList<>(replies.subList(from, to)));
        from = to;
      }
    } catch (BrokerException e) {
      disconnect();
      BrokerException cause = isClosed() ? closedException() : e;
      batch.forEach(job -> job.replies.completeExceptionally(cause));
    } catch (RuntimeException | Error e) {
      disconnect();
      batch.forEach(job -> job.replies.completeExceptionally(e));
    }
  }

  private List<@Nullable Object> call(RedisConnection open, List<Command> commands) {
    List<@Nullable Object> replies = new ArrayList<>(open.call(wire(commands)));
    List<Integer> unknown = new ArrayList<>();
    boolean ends = false;
    for (int i = 0; i < replies.size(); i++) {
      JedisDataException e = errorIn(replies.get(i));
      if (e != null) {
        if (forgets(commands.get(i)) && isUnknownScript(e)) {
          unknown.add(i);
        } else {
          replies.set(i, Failures.reply(open.where(), e));
          ends |= Failures.endsConnection(e);
        }
      }
    }
    if (!unknown.isEmpty()) {
      List<CommandArguments> again =
          unknown.stream().map(i -> commands.get(i).wireInFull()).toList();
      List<Object> answers = open.call(again);
      for (int i = 0; i < again.size(); i++) {
        Object answer = answers.get(i);
        replies.set(
            unknown.get(i),
            answer instanceof JedisDataException e ? Failures.reply(open.where(), e) : answer);
      }
    }
    if (ends) {
      disconnect();
    }
    return replies;
  }

  private RedisConnection connected() {
    RedisConnection open = connection;
    if (open != null && System.nanoTime() - lastUse > TRUSTED_IDLE.toNanos()) {
      try {
        open.call(List.of(new CommandArguments(Protocol.Command.PING)));
      } catch (BrokerException e) {
        open = null;
      }
    }
    if (open == null) {
      disconnect();
      open = connector.get();
      connection = open;
      sent.clear();
      epoch.incrementAndGet();
      if (isClosed()) {
        disconnect();
        throw closedException();
      }
    }
    return open;
  }

  private void disconnect() {
    RedisConnection open = connection;
    connection = null;
    if (open != null) {
      open.close();
    }
  }

  private void failWaiting() {
    waiting.forEach(job -> job.replies.completeExceptionally(closedException()));
    waiting.clear();
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private BrokerException closedException() {
    return new BrokerException(Problem.CLOSED, "The connection to Redis was closed: " + name);
  }

  private List<CommandArguments> wire(List<Command> commands) {
    List<CommandArguments> wire = new ArrayList<>(commands.size());
    for (Command command : commands) {
      boolean inFull = command.script() != null && sent.add(command.script());
      wire.add(inFull ? command.wireInFull() : command.wire());
    }
    return wire;
  }

  /**
   * After an error it is not known that the server has kept the script; false for other commands.
   */
  private boolean forgets(Command failed) {
    Script script = failed.script();
    if (script != null) {
      sent.remove(script);
    }
    return script != null;
  }

  /** The error that a reply is, or that is the first one within the replies to a transaction. */
  private static @Nullable JedisDataException errorIn(@Nullable Object reply) {
    if (reply instanceof JedisDataException e) {
      return e;
    }
    if (reply instanceof List<?> elements) {
      for (Object element : elements) {
        if (element instanceof JedisDataException e) {
          return e;
        }
      }
    }
    return null;
  }

  private static boolean isUnknownScript(JedisDataException e) {
    return e.getMessage() != null && e.getMessage().startsWith("NOSCRIPT");
  }
}
