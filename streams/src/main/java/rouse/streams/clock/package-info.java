/** The clock on the wall, for processors that wait for a time. */
package rouse.streams.clock;
