package com.example.guide;

import io.celeriac.Task;

/** A task whose object holds what it needs, in the guide. */
public class Mail {

  private final String server;

  Mail(String server) {
    this.server = server;
  }

  @Task("mail.send")
  String send(String to, String subject) {
    return "Sent '%s' to %s by %s".formatted(subject, to, server);
  }
}
