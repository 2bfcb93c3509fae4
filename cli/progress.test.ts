import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { describeRun, neverBack, progressLines } from './progress.ts'

const test = suite('progress lines')

test('one line a second, with rate and remaining time', () => {
  let nowMs = 0
  const lines: string[] = []
  const display = progressLines({ write: (text) => lines.push(text) }, describeRun, () => nowMs)
  for (const second of [0.999, 1, 1.999, 2, 2.5, 6, 6.999]) {
    nowMs = second * 1000
    const state = { replication: 2, replications: 4, simulatedSeconds: 1800, durationSeconds: 3600 }
    display.update({ ...state, events: second * 1000 })
  }
  assert.equal(lines, [
    '37% | 30m of 1h of replication 2/4 | 5,400 x real time | 2s left\n',
    '37% | 30m of 1h of replication 2/4 | 2,700 x real time | 4s left\n',
    '37% | 30m of 1h of replication 2/4 | 900 x real time | 10s left\n',
  ])
})

test('what is done never gets less, whichever replication reports', () => {
  const describe = neverBack(describeRun)
  const at = (replication: number, simulatedSeconds: number): number =>
    describe({ replication, replications: 2, simulatedSeconds, durationSeconds: 10, events: 0 }, 1).done
  assert.equal([at(1, 8), at(2, 5), at(1, 9), at(2, 6)], [0.4, 0.75, 0.75, 0.8])
})

test('a short run is silent', () => {
  const lines: string[] = []
  const display = progressLines({ write: (text) => lines.push(text) }, describeRun, () => 0)
  display.update({ replication: 1, replications: 1, simulatedSeconds: 1, durationSeconds: 2, events: 3 })
  display.stop()
  assert.equal(lines, [])
})

test.run()
