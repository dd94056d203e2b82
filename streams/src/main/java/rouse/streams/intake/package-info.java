/**
 * How records come in: every source reads bytes, and one step decodes them. What cannot be
 * understood goes whole to the dead letters, and the next record is served.
 */
package rouse.streams.intake;
