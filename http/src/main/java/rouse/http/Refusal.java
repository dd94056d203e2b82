package rouse.http;

/**
 * A request that is not served.
 *
 * @param reason what is wrong and what to do about it, in one line
 */
public record Refusal(int status, String reason) {}
