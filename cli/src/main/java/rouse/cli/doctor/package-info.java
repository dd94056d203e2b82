/** What Rouse needs, tried one by one; each thing that is amiss with what mends it. */
package rouse.cli.doctor;
