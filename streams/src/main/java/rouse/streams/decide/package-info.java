/** Runs the decider of the core on Kafka Streams: its input, its stores, its outputs. */
package rouse.streams.decide;
