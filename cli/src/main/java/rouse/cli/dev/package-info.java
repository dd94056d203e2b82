/** Everything in one process: its verbs, the embedded broker, and what is made for it. */
package rouse.cli.dev;
