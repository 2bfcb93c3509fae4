/** Numbers of metrics as files hold them. */

/** The largest number below 1 that a file can hold. */
const nearestToOne = 0.999999

/** Ratios that say whether all went well: of one that is not 1 a file never says so. */
const ratios: readonly string[] = ['availability_ratio']

/** A number of a metric for a file: as it is, but a ratio that would be rounded to 1 is the largest one below it. */
export function metricCell(metric: string, value: number | null): number | null {
  const isRounded = value !== null && value > nearestToOne && value < 1
  return isRounded && ratios.includes(metric) ? nearestToOne : value
}
