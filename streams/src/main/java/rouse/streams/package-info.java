/** Rouse: streams. */
package rouse.streams;
