/** What was displayed and what became of messages, kept so that it can be asked for. */
package rouse.streams.action.memory;
