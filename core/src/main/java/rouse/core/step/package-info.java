/**
 * What rules decide with: one step from a fact to its decisions, the orders it gives and what waits
 * for what.
 */
package rouse.core.step;
