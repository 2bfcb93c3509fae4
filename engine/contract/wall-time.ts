/** The wall clock at time 0 of a run: Thursday, 1 January 2026, 00:00:00 UTC, and the fraction of a second that `clockOffset` says. */

/** Seconds since 1970. */
export const timeZeroSeconds = 1_767_225_600
