package rouse.executor.balance;

import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The servers of one backend, changed while HAProxy runs. */
final class HaproxyBackend {
  private static final Logger LOG = LoggerFactory.getLogger(HaproxyBackend.class);

  /** A worker that dies is out within a second, one failed connection is enough to look at once. */
  private static final String CHECKED =
      " check inter 500 fastinter 100 downinter 500 fall 2 rise 1 observe layer4"
          + " error-limit 1 on-error fastinter";

  private static final List<String> ADDED = List.of("New server registered.");

  private final RuntimeApi api;
  private final String name;

  HaproxyBackend(RuntimeApi api, String name) {
    this.api = api;
    this.name = name;
  }

  List<HaproxyServer> servers() throws IOException {
    return HaproxyServer.parse(api.run("show stat " + name + " 4 -1"));
  }

  /** It takes work when this returns. One connection for all: it is wanted without delay. */
  void add(String server, String ip, int port) throws IOException {
    String add = "add server " + path(server) + " " + ip + ":" + port + CHECKED;
    String answer = api.run(add + ";" + serving(server));
    if (!answer.lines().filter(line -> !line.isBlank()).toList().equals(ADDED)) {
      throw new HaproxyRefusedException("cannot add server " + path(server) + ": " + answer);
    }
    LOG.info("{} serves at {}:{}", path(server), ip, port);
  }

  /** It takes work again. */
  void serve(String server) throws IOException {
    silent(serving(server));
  }

  private String serving(String server) {
    return "enable health " + path(server) + ";set server " + path(server) + " state ready";
  }

  /** It is somewhere else now. */
  void move(String server, String ip, int port) throws IOException {
    silent("set server " + path(server) + " state maint");
    // It says what it did, if anything.
    String answer = api.run("set server " + path(server) + " addr " + ip + " port " + port);
    if (!answer.contains("changed") && !answer.contains("no need")) {
      throw new HaproxyRefusedException("cannot move " + path(server) + ": " + answer);
    }
    serve(server);
    LOG.info("{} serves at {}:{} from now on", path(server), ip, port);
  }

  /** It finishes what it has, and gets nothing new. */
  void drain(String server) throws IOException {
    silent("set server " + path(server) + " state drain");
    LOG.info("{} drains", path(server));
  }

  /**
   * It gets nothing more, and goes when the last of its connections is gone.
   *
   * @return whether it is gone
   */
  boolean remove(HaproxyServer server) throws IOException {
    if (!server.isInMaintenance()) {
      silent("set server " + path(server.name()) + " state maint");
    }
    boolean gone = api.run("del server " + path(server.name())).contains("deleted");
    if (gone) {
      LOG.info("{} is gone", path(server.name()));
    }
    return gone;
  }

  private void silent(String command) throws IOException {
    String answer = api.run(command);
    if (!answer.isBlank()) {
      throw new HaproxyRefusedException(command + ": " + answer);
    }
  }

  private String path(String server) {
    return name + "/" + server;
  }
}
