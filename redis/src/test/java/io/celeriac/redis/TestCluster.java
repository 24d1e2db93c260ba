package io.celeriac.redis;

import io.celeriac.testing.RedisServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import redis.clients.jedis.Protocol;

/** A Redis Cluster of three masters of a test's own. */
final class TestCluster implements AutoCloseable {
  private static final int NODES = 3;
  private static final int SLOTS = 16384;

  /** So long that no node takes another for dead because the machine is busy. */
  private static final String NODE_TIMEOUT = "60000";

  private final List<TestRedis> nodes = new ArrayList<>();
  private final Commands commands;

  private TestCluster() {
    for (int i = 0; i < NODES; i++) {
      nodes.add(
          TestRedis.started("--cluster-enabled", "yes", "--cluster-node-timeout", NODE_TIMEOUT));
    }
    for (int i = 0; i < NODES; i++) {
      TestRedis node = nodes.get(i);
      node.run(Protocol.Command.CLUSTER, "SET-CONFIG-EPOCH", i + 1);
      node.run(
          Protocol.Command.CLUSTER,
          "ADDSLOTSRANGE",
          SLOTS * i / NODES,
          SLOTS * (i + 1) / NODES - 1);
      node.run(Protocol.Command.CLUSTER, "MEET", "127.0.0.1", nodes.getFirst().port());
    }
    Awaitility.await("the cluster")
        .atMost(Duration.ofSeconds(60))
        .until(() -> nodes.stream().allMatch(TestCluster::isComplete));
    Servers servers =
        new ServerList(
            List.of(
                new ServerList.Entry(
                    new Address.Tcp("127.0.0.1", nodes.getFirst().port()),
                    RedisTests.connection())));
    commands = new ClusterCommands(servers, new ClusterMap(servers));
  }

  static TestCluster started() {
    return new TestCluster();
  }

  private static boolean isComplete(TestRedis node) {
    String info = node.texts(Protocol.Command.CLUSTER, "INFO").getFirst();
    return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + NODES);
  }

  String url() {
    return nodes.getFirst().url();
  }

  List<TestRedis> nodes() {
    return nodes;
  }

  RedisServerProcess server(int number) {
    return nodes.get(number).server();
  }

  /** Sends to the node that has the key. */
  Commands commands() {
    return commands;
  }

  @Override
  public void close() {
    commands.close();
    nodes.forEach(TestRedis::close);
  }
}
