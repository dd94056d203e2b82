/**
 * Whether anybody observes the platform: one look at the observer's ticks, for the decider that
 * replaces it and for the people who must know.
 */
package rouse.executor.observer;
