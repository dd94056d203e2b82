/** What is shown on a terminal. */
package rouse.cli.terminal;
