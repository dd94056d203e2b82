/** Rouse: executor. */
package rouse.executor;
