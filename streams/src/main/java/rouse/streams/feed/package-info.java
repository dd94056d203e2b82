/** The feed of events that a client follows, and resumes where it was cut. */
package rouse.streams.feed;
