package rouse.contracts.action;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import rouse.contracts.event.LongText;
import rouse.contracts.event.Nullable;

/**
 * What stands on {@code user_display}, key = service id.
 *
 * @param requestId the request's own id, else where and when it came in: {@code
 *     <topic>/<partition>/<offset>/<time>}
 * @param at log time of the request
 */
public record UserDisplayRecord(
    @JsonProperty("service_id") @Nullable String serviceId,
    @JsonProperty("text") @LongText String text,
    @JsonProperty("request_id") @Nullable String requestId,
    @JsonProperty("at") @Nullable Instant at) {}
