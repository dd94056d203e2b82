/** Brings a platform's surroundings into being: logs cleared, network, volumes, images, broker. */
package rouse.executor.bootstrap;
