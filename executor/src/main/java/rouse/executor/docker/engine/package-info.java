/** The connection to a Docker engine: one client, deadlines for each call, errors in words. */
package rouse.executor.docker.engine;
