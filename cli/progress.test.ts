import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { describeRun, progressLines } from './progress.ts'

const test = suite('progress lines')

test('the first after 3 s, then one every 5 s, with rate and remaining time', () => {
  let nowMs = 0
  const lines: string[] = []
  const display = progressLines({ write: (text) => lines.push(text) }, describeRun, () => nowMs)
  for (const second of [1, 2.9, 3, 4, 7.9, 8, 9]) {
    nowMs = second * 1000
    const state = { replication: 2, replications: 4, simulatedSeconds: 1800, durationSeconds: 3600 }
    display.update({ ...state, events: second * 1000 })
  }
  assert.equal(lines, [
    '37% | 30m of 1h of replication 2/4 | 1,000 events/s | 5s left\n',
    '37% | 30m of 1h of replication 2/4 | 1,000 events/s | 14s left\n',
  ])
})

test('a short run is silent', () => {
  const lines: string[] = []
  const display = progressLines({ write: (text) => lines.push(text) }, describeRun, () => 0)
  display.update({ replication: 1, replications: 1, simulatedSeconds: 1, durationSeconds: 2, events: 3 })
  display.stop()
  assert.equal(lines, [])
})

test.run()
