package rouse.it;

import java.util.ArrayList;
import java.util.List;
import rouse.streams.StreamsApp;

/** A cluster with streams apps that share its work, each with a state folder of its own. */
final class StreamsApps implements AutoCloseable {
  private final TestCluster cluster = TestCluster.start();
  private final List<StreamsApp> apps = new ArrayList<>();

  TestCluster cluster() {
    return cluster;
  }

  /**
   * @param name of its state folder: whoever starts under it again finds what was left there
   */
  Api start(String name) throws Exception {
    StreamsApp app = new StreamsApp(cluster.settings("state.dir", cluster.folder(name).toString()));
    apps.add(app);
    app.start();
    return new Api(app.httpPort());
  }

  /** Closes the one that was started before all that are left. */
  void closeFirst() {
    apps.removeFirst().close();
  }

  @Override
  public void close() {
    apps.forEach(StreamsApp::close);
    cluster.close();
  }
}
