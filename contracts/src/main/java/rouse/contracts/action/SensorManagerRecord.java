package rouse.contracts.action;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What stands on {@code sensor_manager}: one record per command, key = sensor id. (The original
 * sent sensor and command as two records, which mispair under load.)
 *
 * @param requestId the request's own id, else where and when it came in: {@code
 *     <topic>/<partition>/<offset>/<time>}
 */
public record SensorManagerRecord(
    @JsonProperty("sensor_id") String sensorId,
    @JsonProperty("command") String command,
    @JsonProperty("service_id") String serviceId,
    @JsonProperty("request_id") String requestId) {}
