/** `events.ndjson`: an event a line, as the API would hold it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { EventView } from '../engine/contract/cluster-view.ts'
import { withTemporaryDirectory } from '../tests/support/cli.ts'
import { EventFile } from './event-file.ts'

const test = suite('event file')

const killing: EventView = {
  namespace: 'shop',
  pod: 'web-0',
  container: 'app',
  isInitContainer: false,
  reason: 'Killing',
  type: 'Normal',
  message: 'Stopping container app',
  source: 'kubelet',
  node: 'node-0',
  count: 2,
  firstSeconds: 1,
  lastSeconds: 61,
  firstWallSeconds: 1.5,
  lastWallSeconds: 61.25,
  sequence: 1,
}

test('holds an event of a kubelet and one of the scheduler', () => {
  withTemporaryDirectory((directory) => {
    const file = new EventFile(directory)
    file.add(1, [
      killing,
      { ...killing, container: null, reason: 'FailedScheduling', source: 'default-scheduler', node: null },
    ])
    const written = file.finish()
    const text = readFileSync(join(directory, written.name), 'utf8')
    assert.is(written.bytes, Buffer.byteLength(text))
    const [first, second] = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.equal(first, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {
        annotations: { 'probestorm.dev/replication': '1' },
        creationTimestamp: '2026-01-01T00:00:01Z',
        name: `web-0.${(1_767_225_601_500_000_001n).toString(16)}`,
        namespace: 'shop',
      },
      involvedObject: {
        apiVersion: 'v1',
        fieldPath: 'spec.containers{app}',
        kind: 'Pod',
        name: 'web-0',
        namespace: 'shop',
      },
      reason: 'Killing',
      message: 'Stopping container app',
      type: 'Normal',
      count: 2,
      firstTimestamp: '2026-01-01T00:00:01Z',
      lastTimestamp: '2026-01-01T00:01:01Z',
      eventTime: null,
      source: { component: 'kubelet', host: 'node-0' },
      reportingComponent: 'kubelet',
      reportingInstance: 'node-0',
    })
    assert.is(second.eventTime, '2026-01-01T00:00:01.500000Z')
    assert.equal(second.series, { count: 2, lastObservedTime: '2026-01-01T00:01:01.250000Z' })
    assert.is(second.action, 'Scheduling')
    assert.not('count' in second)
  })
})

test.run()
