/** Rouse: contracts. */
package rouse.contracts;
