/** What a worker thread of a sweep does: one cell, from its begin to its end. */
import { CellRun, type CellWork } from './sweep.ts'
import type { CellResult } from './sweep-result.ts'

export default function runCell(work: CellWork): CellResult {
  const run = new CellRun(work)
  for (let isOver = false; !isOver; ) isOver = run.advance()
  return run.result()
}
