package rouse.executor.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A status and a JSON object.
 *
 * @param fields in the order in which they are written
 */
record Answer(int status, Map<String, String> fields) {
  private static final String STATUS = "Status";

  static Answer said(String words) {
    return new Answer(200, Map.of(STATUS, words));
  }

  static Answer failed(int status, String reason) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(STATUS, "failed");
    fields.put("reason", reason);
    return new Answer(status, fields);
  }

  /** The caller's patience is over, the work is not. */
  static Answer pending(String reason, String where) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(STATUS, "pending");
    fields.put("reason", reason);
    fields.put("see", where);
    return new Answer(202, fields);
  }

  /**
   * What is to be done for a platform.
   *
   * @param unchanged number of modules with nothing to do
   */
  static Answer planned(
      String platform, String start, String replace, String retire, int unchanged) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("platform", platform);
    fields.put("start", start);
    fields.put("replace", replace);
    fields.put("retire", retire);
    fields.put("unchanged", Integer.toString(unchanged));
    return new Answer(200, fields);
  }

  static Answer withdrawn(String platform) {
    return new Answer(200, Map.of("platform", platform));
  }

  static Answer described(Map<String, String> executor) {
    return new Answer(200, executor);
  }

  /** The same with something more to say, unless that is nothing. */
  Answer with(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(fields);
    if (!value.isEmpty()) {
      all.put(name, value);
    }
    return new Answer(status, all);
  }

  static Answer worker(String name, String ip) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("worker", name);
    fields.put("ip", ip);
    return new Answer(200, fields);
  }
}
