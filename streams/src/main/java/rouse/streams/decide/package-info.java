/**
 * The decider: facts in, decisions out. Everything but {@code Decide…} and {@code …Processor} is
 * plain Java that knows neither Kafka nor a clock: it is given a state, a fact and the fact's time,
 * and is tested and simulated as such.
 */
package rouse.streams.decide;
