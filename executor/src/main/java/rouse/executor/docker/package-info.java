/** The Docker engine: calls with deadlines, what containers run, what happens to them. */
package rouse.executor.docker;
