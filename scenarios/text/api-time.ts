/** Times as the API writes them: RFC 3339. */

const format = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/

/** Seconds since 1970; undefined for what is no such time. */
export function parseTime(text: string): number | undefined {
  const ms = format.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(ms) ? undefined : ms / 1000
}
