package io.celeriac.cli;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.LongStringHelper;
import com.rabbitmq.client.impl.Method;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Rehearsal} says AMQP to, since a RabbitMQ is not everywhere: takes connections,
 * declarations and messages, and hands these out to whoever consumes their queue. It keeps no limit
 * and takes nothing back, and is of no use for anything else.
 */
final class RehearsalBroker implements AutoCloseable {

  private static final int FRAME_MAX = 131_072;

  /** A message as it came: the frames of its header and its body. */
  private record Content(String exchange, String key, List<Frame> frames) {}

  private record Binding(String exchange, String key, String queue) {}

  /** Who consumes a queue, and by which tag. */
  private record Consumer(Link link, int channel, String tag) {}

  /** Messages that nobody consumes yet, and who does. */
  private static final class Queue {
    private final ArrayDeque<Content> waiting = new ArrayDeque<>();
    private final List<Consumer> consumers = new ArrayList<>();
    private int turn;
  }

  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  // All of these are guarded by this.
  private final Map<String, Queue> queues = new HashMap<>();
  private final Map<String, String> exchangeTypes = new HashMap<>();
  private final List<Binding> bindings = new ArrayList<>();
  private int named;

  private RehearsalBroker(ServerSocket server) {
    this.server = server;
  }

  /** Listens on a free port of this machine, for this machine. */
  static RehearsalBroker start() throws IOException {
    RehearsalBroker broker =
        new RehearsalBroker(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    Thread.ofPlatform().daemon().name("celeriac-rehearsal-broker").start(broker::listen);
    return broker;
  }

  String url() {
    return "amqp://guest:guest@127.0.0.1:" + server.getLocalPort() + "//";
  }

  private void listen() {
    try {
      while (true) {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        open.add(socket);
        Link link = new Link(socket);
        Thread.ofPlatform().daemon().name("celeriac-rehearsal-link").start(link::run);
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  /** One connection. */
  private final class Link {
    private final DataInputStream in;
    private final DataOutputStream out;
    private final Map<Integer, Long> confirmed = new HashMap<>();
    private final Map<Integer, Long> delivered = new HashMap<>();

    Link(Socket socket) throws IOException {
      this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    void run() {
      try {
        in.readFully(new byte[8]); // "AMQP" and the version
        Map<String, Object> can =
            Map.of(
                "publisher_confirms", true,
                "basic.nack", true,
                "consumer_cancel_notify", true,
                "exchange_exchange_bindings", true,
                "per_consumer_qos", true,
                "connection.blocked", true,
                "authentication_failure_close", true);
        send(
            0,
            new AMQP.Connection.Start.Builder()
                .serverProperties(
                    Map.of("product", "RabbitMQ", "version", "3.13.0", "capabilities", can))
                .mechanisms(LongStringHelper.asLongString("PLAIN"))
                .locales(LongStringHelper.asLongString("en_US"))
                .build());
        while (true) {
          Frame frame = Frame.readFrom(in, () -> FRAME_MAX);
          if (frame.getType() == AMQP.FRAME_METHOD) {
            answer(frame.getChannel(), AMQImpl.readMethodFrom(frame.getInputStream()));
          }
        }
      } catch (EOFException | SocketException e) {
        // It is closed.
      } catch (IOException e) {
        throw new IllegalStateException("The rehearsal's broker broke down", e);
      }
    }

    private void answer(int channel, Method method) throws IOException {
      switch (method) {
        case AMQP.Connection.StartOk _ ->
            send(
                0,
                new AMQP.Connection.Tune.Builder()
                    .channelMax(2047)
                    .frameMax(FRAME_MAX)
                    .heartbeat(60)
                    .build());
        case AMQP.Connection.TuneOk _, AMQP.Channel.CloseOk _, AMQP.Connection.CloseOk _ -> {}
        case AMQP.Connection.Open _ -> send(0, new AMQP.Connection.OpenOk.Builder().build());
        case AMQP.Connection.Close _ -> send(0, new AMQP.Connection.CloseOk.Builder().build());
        case AMQP.Channel.Open _ -> send(channel, new AMQP.Channel.OpenOk.Builder().build());
        case AMQP.Channel.Close _ -> {
          forget(channel);
          send(channel, new AMQP.Channel.CloseOk.Builder().build());
        }
        case AMQP.Confirm.Select _ -> {
          confirmed.put(channel, 0L);
          send(channel, new AMQP.Confirm.SelectOk.Builder().build());
        }
        case AMQP.Basic.Qos _ -> send(channel, new AMQP.Basic.QosOk.Builder().build());
        case AMQP.Basic.Publish publish -> publish(channel, publish);
        case AMQP.Basic.Ack _, AMQP.Basic.Nack _, AMQP.Basic.Reject _ -> {}
        case AMQP.Basic.Consume consume -> consume(channel, consume);
        case AMQP.Basic.Cancel cancel -> {
          forget(channel);
          send(
              channel,
              new AMQP.Basic.CancelOk.Builder().consumerTag(cancel.getConsumerTag()).build());
        }
        default -> declare(channel, method);
      }
    }

    private void declare(int channel, Method method) throws IOException {
      synchronized (RehearsalBroker.this) {
        switch (method) {
          case AMQP.Exchange.Declare declare -> {
            exchangeTypes.putIfAbsent(declare.getExchange(), declare.getType());
            send(channel, new AMQP.Exchange.DeclareOk.Builder().build());
          }
          case AMQP.Exchange.Bind _ -> send(channel, new AMQP.Exchange.BindOk.Builder().build());
          case AMQP.Exchange.Delete _ ->
              send(channel, new AMQP.Exchange.DeleteOk.Builder().build());
          case AMQP.Queue.Declare declare -> {
            String name =
                declare.getQueue().isEmpty() ? "rehearsal-" + ++named : declare.getQueue();
            Queue queue = queues.computeIfAbsent(name, _ -> new Queue());
            send(
                channel,
                new AMQP.Queue.DeclareOk.Builder()
                    .queue(name)
                    .messageCount(queue.waiting.size())
                    .consumerCount(queue.consumers.size())
                    .build());
          }
          case AMQP.Queue.Bind bind -> {
            bindings.add(new Binding(bind.getExchange(), bind.getRoutingKey(), bind.getQueue()));
            send(channel, new AMQP.Queue.BindOk.Builder().build());
          }
          case AMQP.Queue.Delete delete -> {
            queues.remove(delete.getQueue());
            send(channel, new AMQP.Queue.DeleteOk.Builder().build());
          }
          default -> throw new IllegalStateException("Not rehearsed: " + method);
        }
      }
    }

    private void publish(int channel, AMQP.Basic.Publish publish) throws IOException {
      List<Frame> frames = new ArrayList<>(2);
      Frame header = Frame.readFrom(in, () -> FRAME_MAX);
      frames.add(header);
      long left = AMQImpl.readContentHeaderFrom(header.getInputStream()).getBodySize();
      while (left > 0) {
        Frame body = Frame.readFrom(in, () -> FRAME_MAX);
        frames.add(body);
        left -= body.getPayload().length;
      }
      route(new Content(publish.getExchange(), publish.getRoutingKey(), frames));
      Long count = confirmed.computeIfPresent(channel, (_, before) -> before + 1);
      if (count != null) {
        send(channel, new AMQP.Basic.Ack.Builder().deliveryTag(count).multiple(false).build());
      }
    }

    private void consume(int channel, AMQP.Basic.Consume consume) throws IOException {
      String tag =
          consume.getConsumerTag().isEmpty()
              ? "tag-" + channel + "-" + consume.getQueue()
              : consume.getConsumerTag();
      Consumer consumer = new Consumer(this, channel, tag);
      synchronized (RehearsalBroker.this) {
        Queue queue = queues.computeIfAbsent(consume.getQueue(), _ -> new Queue());
        queue.consumers.add(consumer);
        send(channel, new AMQP.Basic.ConsumeOk.Builder().consumerTag(tag).build());
        while (!queue.waiting.isEmpty()) {
          deliver(consumer, queue.waiting.remove());
        }
      }
    }

    private void forget(int channel) {
      synchronized (RehearsalBroker.this) {
        for (Queue queue : queues.values()) {
          queue.consumers.removeIf(
              consumer -> consumer.link() == this && consumer.channel() == channel);
        }
      }
    }

    private synchronized void send(int channel, com.rabbitmq.client.Method method)
        throws IOException {
      ((Method) method).toFrame(channel).writeTo(out);
      out.flush();
    }

    private synchronized void deliver(Consumer consumer, Content content) throws IOException {
      int channel = consumer.channel();
      AMQP.Basic.Deliver deliver =
          new AMQP.Basic.Deliver.Builder()
              .consumerTag(consumer.tag())
              .deliveryTag(delivered.merge(channel, 1L, Long::sum))
              .exchange(content.exchange())
              .routingKey(content.key())
              .build();
      ((Method) deliver).toFrame(channel).writeTo(out);
      for (Frame frame : content.frames()) {
        new Frame(frame.getType(), channel, ByteBuffer.wrap(frame.getPayload())).writeTo(out);
      }
      out.flush();
    }
  }

  private synchronized void route(Content content) throws IOException {
    for (String name : targets(content)) {
      @Nullable Queue queue = queues.get(name);
      if (queue == null) {
        continue;
      }
      if (queue.consumers.isEmpty()) {
        queue.waiting.add(content);
      } else {
        Consumer consumer = queue.consumers.get(queue.turn++ % queue.consumers.size());
        consumer.link().deliver(consumer, content);
      }
    }
  }

  private Set<String> targets(Content content) {
    if (content.exchange().isEmpty()) {
      return Set.of(content.key());
    }
    boolean fanout = "fanout".equals(exchangeTypes.get(content.exchange()));
    Map<String, Boolean> names = new LinkedHashMap<>();
    for (Binding binding : bindings) {
      boolean meant = fanout || binding.key().equals("#") || binding.key().equals(content.key());
      if (meant && binding.exchange().equals(content.exchange())) {
        names.put(binding.queue(), true);
      }
    }
    return names.keySet();
  }
}
