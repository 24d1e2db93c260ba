package io.celeriac.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Opens sockets for Jedis.
 *
 * @param address where to
 * @param tls how to encrypt, or null
 * @param timeoutMillis how long connecting and the handshake may take
 */
record Sockets(Address address, @Nullable Tls tls, int timeoutMillis)
    implements JedisSocketFactory {

  @Override
  public Socket createSocket() {
    try {
      Socket socket =
          switch (address) {
            case Address.Tcp tcp -> connected(tcp);
            case Address.Unix(var path) -> UnixSocket.connect(path);
          };
      socket.setSoTimeout(timeoutMillis);
      return socket;
    } catch (IOException e) {
      throw new JedisConnectionException("Failed to connect to " + address, e);
    }
  }

  private Socket connected(Address.Tcp tcp) throws IOException {
    IOException failure = new IOException("No address of " + tcp.host());
    for (InetAddress candidate : InetAddress.getAllByName(tcp.host())) {
      TcpSocket socket = new TcpSocket();
      try {
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        socket.connect(new InetSocketAddress(candidate, tcp.port()), timeoutMillis);
        socket.setSoTimeout(timeoutMillis);
        socket.watch();
        return tls == null ? socket : encrypted(socket, tcp, tls);
      } catch (IOException e) {
        socket.close();
        failure = e;
      }
    }
    throw failure;
  }

  private static Socket encrypted(Socket socket, Address.Tcp tcp, Tls tls) throws IOException {
    SSLSocket encrypted =
        (SSLSocket)
            tls.pem()
                .context()
                .getSocketFactory()
                .createSocket(socket, tcp.host(), tcp.port(), true);
    if (tls.verifyHost()) {
      SSLParameters parameters = encrypted.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      encrypted.setSSLParameters(parameters);
    }
    encrypted.startHandshake();
    return encrypted;
  }
}
