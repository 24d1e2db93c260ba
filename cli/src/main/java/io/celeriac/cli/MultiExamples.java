package io.celeriac.cli;

/** What {@code multi help} prints: how it is used, by example. */
final class MultiExamples {

  static final String TEXT =
      """
      Start, stop and restart several workers on this machine.

        One worker by name, with events. %n in the names of files is the worker's:
          celeriac -A com.example.Shop multi start mail -E \\
              --pidfile=/var/run/celery/%n.pid --logfile=/var/log/celery/%n%I.log

        Restart it: the same arguments again, as they are kept nowhere.
          celeriac -A com.example.Shop multi restart mail -E \\
              --pidfile=/var/run/celery/%n.pid --logfile=/var/log/celery/%n%I.log

        Stop it: the same pid file. stopwait waits until it has ended.
          celeriac multi stopwait mail --pidfile=/var/run/celery/%n.pid

        3 workers with 3 slots each: celery1@host, celery2@host, celery3@host
          celeriac -A com.example.Shop multi start 3 -c 3

        The same with names of your own: shop1@host, shop2@host, shop3@host
          celeriac -A com.example.Shop multi start 3 -c 3 --range-prefix=shop

        3 workers by name, on another host's name, or on one each
          celeriac -A com.example.Shop multi start image video data --hostname=example.com
          celeriac -A com.example.Shop multi start mail@a.example.com data@%h

        10 workers: three of them on the queues images and video, two on data with
        a longer log, the others on the default queue
          celeriac -A com.example.Shop multi start 10 -l INFO -Q:1-3 images,video \\
              -Q:4,5 data -Q celery -l:4,5 DEBUG

        What would that run?
          celeriac -A com.example.Shop multi show 10 -l INFO -Q:1-3 images,video

        Options for nodes by name
          celeriac -A com.example.Shop multi start image video data -c 3 -c:image,data 10

        Send another signal; stop at once
          celeriac multi stop 3 -QUIT
          celeriac multi kill 3\
      """;

  private MultiExamples() {}
}
