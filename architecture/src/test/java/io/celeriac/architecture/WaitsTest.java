package io.celeriac.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;

/** Every wait has a deadline, or a reason to have none. */
@AnalyzeClasses(packages = "io.celeriac", importOptions = ShippedClasses.class)
final class WaitsTest {

  /** A way to wait for as long as it takes. */
  private record Wait(Class<?> owner, String method, int parameters) {
    boolean is(JavaAccess<?> access) {
      return access.getTarget() instanceof CodeUnitAccessTarget target
          && target.getName().equals(method)
          && target.getRawParameterTypes().size() == parameters
          && access.getTargetOwner().isAssignableTo(owner);
    }
  }

  private static final List<Wait> WAITS =
      List.of(
          new Wait(Object.class, "wait", 0),
          new Wait(Thread.class, "join", 0),
          new Wait(Process.class, "waitFor", 0),
          new Wait(CountDownLatch.class, "await", 0),
          new Wait(Condition.class, "await", 0),
          new Wait(Condition.class, "awaitUninterruptibly", 0),
          new Wait(BlockingQueue.class, "take", 0),
          new Wait(BlockingQueue.class, "put", 1),
          new Wait(BlockingDeque.class, "takeFirst", 0),
          new Wait(BlockingDeque.class, "takeLast", 0),
          new Wait(Future.class, "get", 0),
          new Wait(CompletableFuture.class, "join", 0),
          new Wait(Semaphore.class, "acquire", 0),
          new Wait(Semaphore.class, "acquireUninterruptibly", 0),
          new Wait(ExecutorService.class, "close", 0),
          new Wait(ExecutorService.class, "invokeAll", 1),
          new Wait(ExecutorService.class, "invokeAny", 1),
          new Wait(LockSupport.class, "park", 0),
          new Wait(LockSupport.class, "park", 1),
          new Wait(Selector.class, "select", 0),
          new Wait(ServerSocketChannel.class, "accept", 0),
          new Wait(SocketChannel.class, "open", 1),
          new Wait(SocketChannel.class, "connect", 1),
          new Wait(Socket.class, "connect", 1),
          new Wait(Socket.class, "<init>", 2),
          new Wait(HttpClient.class, "send", 2),
          new Wait(HttpClient.class, "close", 0));

  private static final String WORK = "waits for work of its own, and is woken when it is closed";
  private static final String CALLER =
      "public, and said to wait; a sibling has a deadline, or a signal ends it";
  private static final String TRANSPORT =
      "a transport ends what it has begun: connecting, replies, writes and confirms have deadlines";
  private static final String CHILD =
      "a child is there within worker_proc_alive_timeout, or has failed; a closed pool kills it";
  private static final String DONE = "it is done by then";
  private static final String LOCAL =
      "a Unix socket is connected to, or refused, without waiting for its process";

  /** The methods that wait so, and why. */
  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("CompletionOrder.ended", DONE),
          Map.entry("RpcResultBackend.store", TRANSPORT),
          Map.entry("amqp.IoThreads.call", TRANSPORT),
          Map.entry("amqp.PublishBacklog.await", WORK),
          Map.entry("amqp.PublishBacklog.passTime", WORK),
          Map.entry(
              "amqp.PublishSession.awaitNoAlarm",
              "an alarm lasts as long as it lasts; what waits for its end has alarm_timeout"),
          Map.entry("amqp.RabbitMqProducer.session", TRANSPORT),
          Map.entry("beat.CeleryBeat.awaitTermination", CALLER),
          Map.entry("cli.MultiCluster.run", "a person waits with it for the node to start"),
          Map.entry("cli.QuickstartCommand.run", DONE),
          Map.entry("jdbc.Connections.inTurn", "each turn before it ends: see limitSilence"),
          Map.entry("redis.Commands.await", TRANSPORT),
          Map.entry("redis.Pipeline.next", WORK),
          Map.entry("redis.RedisConsumer.endNow", TRANSPORT),
          Map.entry("redis.TcpSocket.doze", WORK),
          Map.entry("redis.RedisConsumer.finishTake", TRANSPORT),
          Map.entry("redis.ResultWatches.awaitWork", WORK),
          Map.entry("redis.Sockets.createSocket", LOCAL),
          Map.entry("redis.UnixSocket.connect", LOCAL),
          Map.entry("spi.Completed.join", TRANSPORT),
          Map.entry("spi.EventOutbox.take", WORK),
          Map.entry(
              "worker.RevokeCommands.storeSome",
              "a result backend gives up after its retries, and closing the mailbox interrupts it"),
          Map.entry("worker.ChildDoor.accept", WORK),
          Map.entry("worker.ChildLoop.serve", "a child has nothing to do but what its parent says"),
          Map.entry("worker.ChildPool.close", "each child is killed after its grace"),
          Map.entry("worker.ChildPool.grow", CHILD),
          Map.entry("worker.ChildPool.run", CHILD),
          Map.entry("worker.ChildPool.start", CHILD),
          Map.entry("worker.ChildSupply.start", CHILD),
          Map.entry("worker.Dispatcher.next", WORK),
          Map.entry("worker.Ending.await", CALLER),
          Map.entry("worker.Intake.awaitStop", WORK),
          Map.entry(
              "worker.Slots.acquire", "waits for a task to end; limits of tasks are for that"));

  @ArchTest
  static void every_wait_has_a_deadline_or_a_reason(JavaClasses classes) {
    Map<String, String> found = new TreeMap<>();
    for (JavaClass type : classes) {
      if (isShippedToUsers(type)) {
        for (JavaAccess<?> access : type.getAccessesFromSelf()) {
          if (WAITS.stream().anyMatch(wait -> wait.is(access))) {
            String where = where(access);
            found.put(where, REASONS.getOrDefault(where, "?"));
          }
        }
      }
    }
    assertEquals(
        new TreeMap<>(REASONS),
        found,
        "a wait without a deadline has none of these reasons, or a reason has no wait any more");
  }

  private static String where(JavaAccess<?> access) {
    return access.getOriginOwner().getName().substring("io.celeriac.".length())
        + "."
        + access.getOrigin().getName();
  }

  private static boolean isShippedToUsers(JavaClass type) {
    return !type.getPackageName()
        .matches("io\\.celeriac\\.(testing|faults|interop|benchmarks|fuzz|processor).*");
  }
}
