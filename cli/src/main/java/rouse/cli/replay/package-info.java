/** Recordings of a cluster, and what a replay makes of them. */
package rouse.cli.replay;
