package rouse.contracts.action;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * What stands on {@code user_display}, key = service id.
 *
 * @param requestId the request's own id, else where and when it came in: {@code
 *     <topic>/<partition>/<offset>/<time>}
 * @param at log time of the request
 */
public record UserDisplayRecord(
    @JsonProperty("service_id") String serviceId,
    @JsonProperty("text") String text,
    @JsonProperty("request_id") String requestId,
    @JsonProperty("at") Instant at) {}
