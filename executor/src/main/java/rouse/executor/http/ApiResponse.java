package rouse.executor.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A status and a JSON object.
 *
 * @param fields in the order in which they are written
 */
record ApiResponse(int status, Map<String, String> fields) {
  private static final String STATUS = "Status";

  static ApiResponse said(String words) {
    return new ApiResponse(200, Map.of(STATUS, words));
  }

  static ApiResponse failed(int status, String reason) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(STATUS, "failed");
    fields.put("reason", reason);
    return new ApiResponse(status, fields);
  }

  /** The caller's patience is over, the work is not. */
  static ApiResponse pending(String reason, String where) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(STATUS, "pending");
    fields.put("reason", reason);
    fields.put("see", where);
    return new ApiResponse(202, fields);
  }

  /**
   * What is to be done for a platform.
   *
   * @param unchanged number of modules with nothing to do
   */
  static ApiResponse planned(
      String platform, String start, String replace, String retire, int unchanged) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("platform", platform);
    fields.put("start", start);
    fields.put("replace", replace);
    fields.put("retire", retire);
    fields.put("unchanged", Integer.toString(unchanged));
    return new ApiResponse(200, fields);
  }

  static ApiResponse withdrawn(String platform) {
    return new ApiResponse(200, Map.of("platform", platform));
  }

  /** Of a wish that became a fact. */
  static ApiResponse accepted(String factId) {
    return new ApiResponse(202, Map.of("id", factId));
  }

  static ApiResponse described(Map<String, String> executor) {
    return new ApiResponse(200, executor);
  }

  /** The same with something more to say, unless that is nothing. */
  ApiResponse with(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(fields);
    if (!value.isEmpty()) {
      all.put(name, value);
    }
    return new ApiResponse(status, all);
  }

  static ApiResponse worker(String name, String ip) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("worker", name);
    fields.put("ip", ip);
    return new ApiResponse(200, fields);
  }
}
