package rouse.executor.balance;

import java.io.IOException;

/** Takes a command and answers as HAProxy's Runtime API does. */
@FunctionalInterface
interface RuntimeApi {
  /**
   * @throws IOException when there is no answer
   */
  String run(String command) throws IOException;
}
