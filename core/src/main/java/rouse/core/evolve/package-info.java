/** How facts and decisions change the state: the only code that does. */
package rouse.core.evolve;
