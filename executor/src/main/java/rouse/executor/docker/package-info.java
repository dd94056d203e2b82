/** Containers and networks of the Docker engine: made, found, started, stopped, removed. */
package rouse.executor.docker;
