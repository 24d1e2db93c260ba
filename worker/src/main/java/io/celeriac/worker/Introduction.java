package io.celeriac.worker;

/**
 * What a worker does in each session before it takes tasks: tells that it is there, and listens.
 */
record Introduction(Monitoring monitoring, RemoteControl remote) implements Intake.Commands {

  @Override
  public void listen() throws InterruptedException {
    monitoring.connected();
    remote.listen();
  }

  @Override
  public void settle() throws InterruptedException {
    remote.settle();
  }
}
