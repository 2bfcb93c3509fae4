/** What a worker thread of a sweep does: one cell, from its begin to its end. */

import type { CellResult } from '../../../contract/sweep-result.ts'
import { CellRun, type CellWork } from './sweep.ts'

export default function runCell(work: CellWork): CellResult {
  const run = new CellRun(work)
  for (let isOver = false; !isOver; ) isOver = run.advance()
  return run.result()
}
