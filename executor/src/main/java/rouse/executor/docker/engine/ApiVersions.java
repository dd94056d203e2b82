package rouse.executor.docker.engine;

import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.RemoteApiVersion;
import rouse.executor.docker.engine.EngineException.Kind;

/** Which version of the engine's API is spoken. */
final class ApiVersions {
  private ApiVersions() {}

  /**
   * The engine's newest, but none newer than we know, unless the engine no longer speaks that:
   * 20.10 speaks up to 1.41, and 29 refuses below 1.44.
   */
  static RemoteApiVersion agree(
      Version engine, RemoteApiVersion oldestKnown, RemoteApiVersion newestKnown) {
    RemoteApiVersion newest = parse(engine.getApiVersion());
    if (!newest.isGreaterOrEqual(oldestKnown)) {
      throw new EngineException(
          Kind.VERSION,
          "Docker "
              + engine.getVersion()
              + " speaks API "
              + newest.getVersion()
              + " at most, and "
              + oldestKnown.getVersion()
              + " is needed. Install Docker 20.10 or newer.",
          null);
    }
    RemoteApiVersion wanted = newest.isGreaterOrEqual(newestKnown) ? newestKnown : newest;
    String oldestOfEngine = engine.getMinAPIVersion();
    if (oldestOfEngine == null || oldestOfEngine.isEmpty()) {
      return wanted;
    }
    RemoteApiVersion oldest = parse(oldestOfEngine);
    return oldest.isGreater(wanted) ? oldest : wanted;
  }

  private static RemoteApiVersion parse(String text) {
    try {
      return RemoteApiVersion.parseConfig(text);
    } catch (RuntimeException e) {
      throw new EngineException(
          Kind.VERSION, "what answers is no Docker engine: its API version is " + text, e);
    }
  }
}
