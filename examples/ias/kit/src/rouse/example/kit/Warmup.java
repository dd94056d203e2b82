package rouse.example.kit;

/**
 * Does once what every module does at its start, while the image is made, so that the classes it
 * needs are kept in an archive and a module starts in half the time.
 */
final class Warmup {
  private Warmup() {}

  public static void main(String[] arguments) throws Exception {
    // a hundred classes that the client loads with the first answer of a broker: there is none here
    Class.forName("org.apache.kafka.common.protocol.Errors");
    PlatformModule module = new PlatformModule(18080);
    Beats.kafka(module);
    Beats.http(module);
    Follower.follow(module, "nowhere", found -> {});
    new Peer("127.0.0.1", 18080).get("/");
    Thread.sleep(5000);
    System.exit(0);
  }
}
