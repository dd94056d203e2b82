/**
 * How records go out: one that its topic will not take is known before it is sent, and goes to the
 * dead letters.
 */
package rouse.streams.outlet;
