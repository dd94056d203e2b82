/** How many workers a module needs: load in windows of log time, and the rules of HPA v2. */
package rouse.core.scale;
