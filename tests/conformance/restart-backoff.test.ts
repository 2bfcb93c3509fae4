/** B3-B6: replays the back-off object of the kubelet under a fake clock; every delay and every entry must come out. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  backoffExpiryUs,
  collectBackoff,
  stepBackoff,
} from '../../engine/model/node/runtime/restart-backoff.ts'
import { second } from '../support/spec.ts'

type Row = [start: number, exit: number, delay: number, backoffAfter: number]
type Case = {
  case: string
  base_s: number
  cap_s: number
  gc_every_2s: boolean
  run_s: number[]
  rows: Row[]
}

const { cases } = JSON.parse(readFileSync(new URL('restart_backoff.json', import.meta.url), 'utf8')) as {
  cases: Case[]
}

/** Looks at the back-off every second from the exit on, as the recording did, and starts when it allows. */
function replay(one: Case): Row[] {
  const table = { backoffUs: new Float64Array(1), steppedAtUs: new Float64Array(1) }
  const limits = { backoffBaseUs: one.base_s * second, backoffCapUs: one.cap_s * second }
  const rows: Row[] = []
  let startUs = 0
  for (const [attempt, runSeconds] of one.run_s.entries()) {
    const exitUs = startUs + runSeconds * second
    if (attempt === one.rows.length - 1) {
      rows.push([startUs / second, exitUs / second, -1, -1])
      break
    }
    let nowUs = exitUs
    for (; ; nowUs += second) {
      if (one.gc_every_2s) collectBackoff(table, 0, 0, nowUs)
      if (backoffExpiryUs(table, 0, exitUs) <= nowUs) break
    }
    stepBackoff(table, 0, exitUs, nowUs, limits)
    rows.push([startUs / second, exitUs / second, (nowUs - exitUs) / second, table.backoffUs[0] / second])
    startUs = nowUs
  }
  return rows
}

const test = suite('restart back-off against the object of the real kubelet')

for (const one of cases) {
  test(`replays ${one.case} (B3-B6)`, () => {
    assert.equal(replay(one), one.rows)
  })
}

test.run()
