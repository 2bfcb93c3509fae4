/** What a directory is the result of. Only a result of the same kind is ever replaced. */

/** Each kind with its words for people. */
const kindWords = {
  run: 'a run',
  sweep: 'a sweep',
  'sweep-shard': 'a part of a sweep',
  recommendation: 'a recommendation',
  calibration: 'a calibration',
  'threshold-search': 'a search for a tipping point',
} as const

export type ResultKind = keyof typeof kindWords

/** The kind in words: `a run`. */
export function wordsOfKind(kind: ResultKind): string {
  return kindWords[kind]
}

/**
 * The kind that a provenance file names. Results of the first versions name none: there the rest of it tells.
 * @returns undefined for a kind that this version does not know.
 */
export function kindOf(provenance: Readonly<Record<string, unknown>>): ResultKind | undefined {
  const { kind, files, shard } = provenance
  if (kind !== undefined) return Object.hasOwn(kindWords, String(kind)) ? (kind as ResultKind) : undefined
  if (provenance['recommendation'] !== undefined) return 'recommendation'
  if (provenance['command'] === 'calibrate') return 'calibration'
  if (provenance['plan'] !== undefined) return String(shard).endsWith('/1') ? 'sweep' : 'sweep-shard'
  return Array.isArray(files) && files.includes('summary.csv') ? 'run' : undefined
}
