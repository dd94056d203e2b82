/** The verbs by which an operator says what he wishes of one module. */
package rouse.cli.order;
