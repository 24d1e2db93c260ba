package io.celeriac.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.impl.AMQImpl;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands between a client and RabbitMQ, and notes the methods that the client sends, as the
 * recordings of stock Celery have them. What was answered has been noted.
 */
final class MethodTap implements AutoCloseable {
  private static final int PROTOCOL_HEADER = 8;

  /** A method with the arguments that say what it does. */
  record Sent(String method, Map<String, Object> arguments) {}

  private final ServerSocket listener;
  private final int brokerPort;
  private final List<Sent> sent = new CopyOnWriteArrayList<>();

  private MethodTap(ServerSocket listener, int brokerPort) {
    this.listener = listener;
    this.brokerPort = brokerPort;
  }

  /** In front of a broker on the loopback address. */
  static MethodTap before(int brokerPort) throws IOException {
    MethodTap tap =
        new MethodTap(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), brokerPort);
    Thread.ofVirtual().start(tap::accept);
    return tap;
  }

  /** Where to connect to, in place of the broker's port. */
  int port() {
    return listener.getLocalPort();
  }

  /** The declarations, and whatever else has a description here, in their order. */
  List<Sent> sent() {
    return List.copyOf(sent);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket broker = new Socket(InetAddress.getLoopbackAddress(), brokerPort);
        Thread.ofVirtual().start(() -> pass(client, broker, this::note));
        Thread.ofVirtual().start(() -> pass(broker, client, MethodTap::copy));
      } catch (IOException closed) {
        // By close(), which ends the loop.
      }
    }
  }

  private interface Passage {
    void from(DataInputStream in, DataOutputStream out) throws IOException;
  }

  private static void pass(Socket from, Socket to, Passage passage) {
    try (from;
        to) {
      passage.from(
          new DataInputStream(from.getInputStream()), new DataOutputStream(to.getOutputStream()));
    } catch (IOException gone) {
      // One of the two; the other goes with it.
    }
  }

  private static void copy(DataInputStream in, DataOutputStream out) throws IOException {
    in.transferTo(out);
  }

  private void note(DataInputStream in, DataOutputStream out) throws IOException {
    out.write(in.readNBytes(PROTOCOL_HEADER));
    while (true) {
      int type = in.readUnsignedByte();
      int channel = in.readUnsignedShort();
      byte[] payload = in.readNBytes(in.readInt());
      int end = in.readUnsignedByte();
      if (type == AMQP.FRAME_METHOD) {
        note(AMQImpl.readMethodFrom(new DataInputStream(new ByteArrayInputStream(payload))));
      }
      out.writeByte(type);
      out.writeShort(channel);
      out.writeInt(payload.length);
      out.write(payload);
      out.writeByte(end);
      out.flush();
    }
  }

  private void note(Method method) {
    Map<String, Object> arguments = arguments(method);
    if (!arguments.isEmpty()) {
      sent.add(new Sent(method.protocolMethodName(), arguments));
    }
  }

  private static Map<String, Object> arguments(Method method) {
    Map<String, Object> members = new LinkedHashMap<>();
    switch (method) {
      case AMQP.Exchange.Declare declare -> {
        members.put("exchange", declare.getExchange());
        members.put("type", declare.getType());
        members.put("passive", declare.getPassive());
        members.put("durable", declare.getDurable());
        members.put("auto_delete", declare.getAutoDelete());
        members.put("internal", declare.getInternal());
        members.put("arguments", table(declare.getArguments()));
      }
      case AMQP.Queue.Declare declare -> {
        members.put("queue", declare.getQueue());
        members.put("passive", declare.getPassive());
        members.put("durable", declare.getDurable());
        members.put("exclusive", declare.getExclusive());
        members.put("auto_delete", declare.getAutoDelete());
        members.put("arguments", table(declare.getArguments()));
      }
      case AMQP.Queue.Bind bind -> {
        members.put("queue", bind.getQueue());
        members.put("exchange", bind.getExchange());
        members.put("routing_key", bind.getRoutingKey());
        members.put("arguments", table(bind.getArguments()));
      }
      case AMQP.Exchange.Bind bind -> {
        members.put("destination", bind.getDestination());
        members.put("source", bind.getSource());
        members.put("routing_key", bind.getRoutingKey());
        members.put("arguments", table(bind.getArguments()));
      }
      case AMQP.Basic.Qos qos -> {
        members.put("prefetch_size", qos.getPrefetchSize());
        members.put("prefetch_count", qos.getPrefetchCount());
        members.put("global", qos.getGlobal());
      }
      case AMQP.Basic.Consume consume -> {
        members.put("queue", consume.getQueue());
        members.put("no_local", consume.getNoLocal());
        members.put("no_ack", consume.getNoAck());
        members.put("exclusive", consume.getExclusive());
        members.put("arguments", table(consume.getArguments()));
      }
      default -> {
        // Of no interest to the tests.
      }
    }
    return members;
  }

  private static Map<String, Object> table(Map<String, Object> arguments) {
    Map<String, Object> plain = new LinkedHashMap<>();
    arguments.forEach((name, value) ->
        plain.put(name, value instanceof Integer number ? number : String.valueOf(value)));
    return plain;
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
