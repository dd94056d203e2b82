/** Reads a Compose file into what Rouse watches and what the executor runs. */
package rouse.executor.compose;
