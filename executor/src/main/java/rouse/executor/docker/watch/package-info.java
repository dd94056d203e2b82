/** What happens to the containers: the engine's events as facts and beats. */
package rouse.executor.docker.watch;
