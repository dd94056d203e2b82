/**
 * Who was heard last and when, and who is silent: plain Java that is given beats, watches and ticks
 * in the order of the log and tells facts. No Kafka, no HTTP, no clock of its own.
 */
package rouse.core.detection;
