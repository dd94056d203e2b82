/** Everything in one process: the embedded broker, and what is made for it. */
package rouse.cli.dev;
