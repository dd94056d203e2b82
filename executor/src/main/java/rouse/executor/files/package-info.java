/** Files that a killed process leaves whole, and hashes of files. */
package rouse.executor.files;
