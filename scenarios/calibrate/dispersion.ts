/** Variance over mean of counts, 1 if events come one by one; of fewer than two counts, or of none but 0, nothing else is known. */
export function dispersionOf(counts: readonly number[]): number {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
  const squares = counts.reduce((sum, count) => sum + (count - mean) * (count - mean), 0)
  return counts.length > 1 && mean > 0 ? squares / (counts.length - 1) / mean : 1
}
