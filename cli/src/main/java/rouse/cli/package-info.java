/** Rouse: cli. */
package rouse.cli;
