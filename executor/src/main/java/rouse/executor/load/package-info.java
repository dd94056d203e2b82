/** How busy workers are, by their own word and by Docker's. */
package rouse.executor.load;
