/** The rows of {@code scripts/bench Scale}, each on a platform of its own. */
package rouse.bench.scale;
