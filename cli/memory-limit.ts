/** `--max-memory`: a run that would pass it is refused before it begins. */
import { totalmem } from 'node:os'
import type { ClusterSpec } from '../engine/index.ts'
import { bytesOf, type MemoryOptions, studyMemory } from '../engine/study/run/plan.ts'
import { counted, readableBytes } from '../reports/readable.ts'
import { InputError } from '../scenarios/diagnostic.ts'
import { parseQuantity } from '../scenarios/text/quantity.ts'
import { UsageError } from './usage-error.ts'

/** Of the memory that there is, what a run may take if nothing else is said: others want to live too. */
const shareByDefault = 0.75
/** Parts that the message names. */
const partsShown = 3

/**
 * @param text a quantity; absent = three quarters of the memory of the machine, or of the container.
 * @throws InputError for a run that needs more, UsageError for a text that is no quantity of memory.
 */
export function checkMemory(spec: ClusterSpec, options: MemoryOptions, text: string | undefined): void {
  const limitBytes = text === undefined ? shareByDefault * memoryBytes() : readLimit(text)
  const parts = studyMemory(spec, { heldBytes: process.memoryUsage.rss(), ...options })
  const bytes = bytesOf(parts)
  if (bytes <= limitBytes) return
  const largest = [...parts].sort((a, b) => b.bytes - a.bytes).slice(0, partsShown)
  const shown = largest.map(({ what, count, bytes }) => `${counted(count, what)} ${readableBytes(bytes)}`)
  const limit = readableBytes(Math.floor(limitBytes))
  const source = text === undefined ? `three quarters of the memory that there is` : `--max-memory ${text}`
  throw new InputError(
    [
      {
        severity: 'error',
        rule: 'memory-limit',
        file: '--max-memory',
        line: 1,
        column: 1,
        message: `the run needs about ${readableBytes(bytes)}, most of it for ${shown.join(', ')}; expected ${limit} at most (${source})`,
        fix: 'simulate fewer pods, a longer interval, fewer replications or fewer workers, or allow more with --max-memory',
      },
    ],
    0,
  )
}

/** Of the machine, or of the container if that has less. */
function memoryBytes(): number {
  // 0, or absent, without a limit.
  const constrained = process.constrainedMemory?.() || Infinity
  return Math.min(totalmem(), constrained)
}

function readLimit(text: string): number {
  const bytes = parseQuantity(text)
  if (bytes !== undefined && bytes > 0) return bytes
  throw new UsageError(`--max-memory is "${text}"; expected an amount of memory such as 2Gi or 500M`)
}
