/** The live table: what it shows, which keys steer it, and how events are followed. */
package rouse.cli.watch;
