package io.celeriac.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Queue;
import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.Publication;
import io.celeriac.spi.Transport;
import io.celeriac.testing.MalformedItem;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.TransportContract;
import io.celeriac.testing.TransportTraits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.util.JedisClusterCRC16;

/** What every transport does, on a Redis Cluster; and that its keys are where they should be. */
@NeedsServer
class RedisClusterContractTest extends TransportContract {
  private static TestCluster cluster;

  @BeforeAll
  static void startCluster() {
    cluster = TestCluster.started();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @Override
  protected Transport openTransport() {
    return RedisTests.transport(
        cluster.url(), Settings.defaults().with(Setting.CELERIAC_REDIS_CLUSTER_HASH_TAGS, true));
  }

  @Override
  public Duration parkingTime() {
    return Duration.ofSeconds(1);
  }

  @Override
  public TransportTraits traits() {
    return TransportTraits.redis();
  }

  @Override
  public List<MalformedItem> malformedItems() {
    return MalformedItems.pushedBy((queue, item) ->
        cluster.commands().call(Command.on("{" + queue + "}", Protocol.Command.LPUSH, item)));
  }

  @Test
  void one_consumer_reads_queues_of_all_nodes() throws Exception {
    Transport transport = fixture().transport();
    try (Consumer consumer = transport.connectConsumer()) {
      List<String> sent = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        Queue queue = Queue.of(fixture().name("spread-" + i));
        consumer.consume(queue);
        Commands.await(
            transport
                .producer()
                .publish(new Publication(RedisTests.text("m" + i), "", queue.name())));
        sent.add("m" + i);
      }
      List<String> received = new ArrayList<>();
      while (received.size() < sent.size()) {
        for (Delivery delivery : consumer.receive(50, Duration.ofSeconds(5))) {
          received.add(new String(delivery.message().body(), StandardCharsets.UTF_8));
        }
      }
      assertThat(received).containsExactlyInAnyOrderElementsOf(sent);
      assertThat(cluster.nodes())
          .allSatisfy(
              node -> assertThat(node.texts(Protocol.Command.KEYS, "*.unacked")).isNotEmpty());
    }
  }

  @Test
  void a_slot_that_moves_is_followed() throws Exception {
    Transport transport = fixture().transport();
    Queue queue = fixture().queue("moving");
    fixture().publish(queue, "before");
    int slot = JedisClusterCRC16.getSlot("{" + queue.name() + "}");
    TestRedis from =
        cluster.nodes().stream()
            .filter(
                node -> !node.texts(Protocol.Command.CLUSTER, "GETKEYSINSLOT", slot, 1).isEmpty())
            .findFirst()
            .orElseThrow();
    TestRedis to = cluster.nodes().get((cluster.nodes().indexOf(from) + 1) % 3);
    String id = to.texts(Protocol.Command.CLUSTER, "MYID").getFirst();
    String oldId = from.texts(Protocol.Command.CLUSTER, "MYID").getFirst();
    to.run(Protocol.Command.CLUSTER, "SETSLOT", slot, "IMPORTING", oldId);
    from.run(Protocol.Command.CLUSTER, "SETSLOT", slot, "MIGRATING", id);
    for (String key : from.texts(Protocol.Command.CLUSTER, "GETKEYSINSLOT", slot, 100)) {
      from.run(Protocol.Command.MIGRATE, "127.0.0.1", to.port(), key, 0, 5000);
    }
    fixture().publish(queue, "meanwhile"); // which the old node asks to send to the new one
    for (TestRedis node : cluster.nodes()) {
      node.run(Protocol.Command.CLUSTER, "SETSLOT", slot, "NODE", id);
    }
    fixture().publish(queue, "after");

    try (Consumer consumer = transport.connectConsumer()) {
      consumer.consume(queue);
      List<String> received = new ArrayList<>();
      while (received.size() < 3) {
        for (Delivery delivery : consumer.receive(3, Duration.ofSeconds(5))) {
          received.add(new String(delivery.message().body(), StandardCharsets.UTF_8));
        }
      }
      assertThat(received).containsExactly("before", "meanwhile", "after");
    }
  }
}
