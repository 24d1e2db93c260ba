package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.BrokerException.Problem;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.DeliveryInfo;
import io.celeriac.spi.Producer;
import io.celeriac.spi.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the queue of replies is read while connections come and go. */
@Timeout(60)
class RpcReaderTest {

  private final Scripted transport = new Scripted();
  private final List<String> arrived = new CopyOnWriteArrayList<>();
  private final List<BrokerException> refused = new CopyOnWriteArrayList<>();
  private final RpcReader reader =
      new RpcReader(
          () -> transport,
          RpcQueue.of("replies", Settings.defaults()),
          message -> arrived.add(new String(message.body(), StandardCharsets.UTF_8)),
          refused::add);

  @AfterEach
  void closeReader() {
    reader.close();
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(condition);
  }

  @Test
  void nothing_is_connected_before_it_is_started() {
    assertThat(reader.isReading()).isFalse();
    assertThat(transport.sessions).isEmpty();
  }

  @Test
  void what_arrives_is_handed_on_and_acknowledged() {
    reader.start();
    reader.start();
    await(reader::isReading);
    transport.sessions.getFirst().events.add("one");
    transport.sessions.getFirst().events.add("two");

    await(() -> transport.sessions.getFirst().acked.size() == 2);
    assertThat(arrived).containsExactly("one", "two");
    assertThat(transport.sessions).hasSize(1);
    assertThat(transport.sessions.getFirst().consumed).containsExactly("replies");
  }

  @Test
  void a_lost_connection_is_made_anew() {
    transport.refusals.add(new BrokerException(Problem.UNREACHABLE, "not yet"));
    reader.start();
    await(reader::isReading);
    transport.refusals.add(new BrokerException(Problem.UNREACHABLE, "gone"));
    transport.sessions.getFirst().events.add(new BrokerException(Problem.CONNECTION_LOST, "cut"));
    await(() -> transport.sessions.size() == 2);
    transport.sessions.getLast().events.add("after");

    await(() -> arrived.contains("after"));
    assertThat(transport.sessions.getFirst().ended).containsExactly("abandoned", "closed");
    assertThat(refused).isEmpty();
  }

  @Test
  void a_refusal_ends_it_until_it_is_started_again() {
    transport.refusals.add(new BrokerException(Problem.BAD_CREDENTIALS, "no"));
    reader.start();
    await(() -> !refused.isEmpty());
    assertThat(reader.isReading()).isFalse();
    reader.start();

    await(reader::isReading);
  }

  @Test
  void closing_cancels_in_good_order() {
    reader.start();
    await(reader::isReading);
    reader.close();

    assertThat(transport.sessions.getFirst().ended).containsExactly("closed");
    assertThat(reader.isReading()).isFalse();
    reader.start();
    assertThat(transport.sessions).hasSize(1);
    assertThat(refused).isEmpty();
  }

  /** A transport that does as it is told. */
  private static final class Scripted implements Transport {
    private final List<BrokerException> refusals = new CopyOnWriteArrayList<>();
    private final List<Session> sessions = new CopyOnWriteArrayList<>();

    @Override
    public String displayUrl() {
      return "scripted://";
    }

    @Override
    public Producer producer() {
      throw new AssertionError("nothing is published here");
    }

    @Override
    public Consumer connectConsumer() {
      if (!refusals.isEmpty()) {
        throw refusals.removeFirst();
      }
      Session session = new Session();
      sessions.add(session);
      return session;
    }

    @Override
    public void close() {}
  }

  private static final class Session implements Consumer {
    private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    private final List<String> consumed = new CopyOnWriteArrayList<>();
    private final List<Delivery> acked = new CopyOnWriteArrayList<>();
    private final List<String> ended = new CopyOnWriteArrayList<>();

    @Override
    public void consume(Queue queue) {
      consumed.add(queue.name());
    }

    @Override
    public void listen(Queue queue) {
      throw new AssertionError("answers are consumed");
    }

    @Override
    public void cancel(String queueName) {}

    @Override
    public void prefetch(int count) {}

    @Override
    public boolean prefetchIsAdjustable() {
      return true;
    }

    @Override
    public List<Delivery> receive(int max, Duration wait) throws InterruptedException {
      return switch (events.poll(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        case null -> List.of();
        case BrokerException lost -> throw lost;
        case Object text -> List.of(delivery(text.toString()));
      };
    }

    private static Delivery delivery(String text) {
      Message message =
          new Message(
              text.getBytes(StandardCharsets.UTF_8), null, null, Map.of(), MessageProperties.of());
      return new Delivery() {
        @Override
        public Message message() {
          return message;
        }

        @Override
        public DeliveryInfo info() {
          return new DeliveryInfo("", "replies", "replies", false);
        }

        @Override
        public boolean stale() {
          return false;
        }

        @Override
        public boolean ack() {
          return true;
        }

        @Override
        public boolean reject(boolean requeue) {
          return true;
        }
      };
    }

    @Override
    public List<Delivery> ack(Collection<Delivery> deliveries) {
      acked.addAll(deliveries);
      return List.of();
    }

    @Override
    public void close() {
      ended.add("closed");
    }

    @Override
    public void abandon() {
      ended.add("abandoned");
    }
  }
}
