/** Skips what was taken in before. */
package rouse.streams.replay;
