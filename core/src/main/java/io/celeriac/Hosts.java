package io.celeriac;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** This machine's name, as node names carry it. */
public final class Hosts {

  private Hosts() {}

  /** The host name; {@code localhost} when the machine does not know its own. */
  public static String name() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
