/** Commands from the log, carried out on containers. */
package rouse.executor.command;
