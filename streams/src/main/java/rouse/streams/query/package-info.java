/** Questions that any instance answers, by itself or by asking the owner. */
package rouse.streams.query;
