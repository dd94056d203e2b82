/**
 * Detection: the heartbeat log in, transitions out. What it concludes is in {@code ledger}; here is
 * how it is tied to Kafka Streams.
 */
package rouse.streams.liveness;
