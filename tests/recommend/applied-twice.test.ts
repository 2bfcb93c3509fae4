/** What is patched needs no second patch, and advice finds nothing that a patch has caused. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Limits } from '../../engine/index.ts'
import { repository } from '../support/cli.ts'
import { applied, isChanged } from './applied-twice.ts'

const test = suite('recommendations applied twice')

const published = fileURLToPath(new URL('../../../shared/manifests/', import.meta.url))
const manifests = existsSync(published) ? readdirSync(published).filter((name) => name.endsWith('.yaml')) : []
if (manifests.length === 0)
  test.skip('published manifests: there is no ../shared/manifests beside the repository', () => {})

for (const name of manifests)
  test(`${name}, of which nothing was observed: no patch`, async () => {
    const { probes, caused, again } = await applied({ files: [join(published, name)] }, {})
    assert.equal([probes.filter(isChanged).length, caused, again.length], [0, [], 0])
  })

for (const name of manifests)
  test(`${name}: where limits ask for it periods change, and only once; nothing else becomes smaller`, async () => {
    const limits = { 'detect-within': 25, 'remove-within': 25 }
    const { probes, caused, again } = await applied({ files: [join(published, name)] }, limits)
    for (const { current, recommended } of probes.filter(isChanged)) {
      // A threshold may rise, so that liveness stays more patient than readiness.
      const { periodSeconds: _, failureThreshold: most, ...now } = current.setting
      const { periodSeconds: __, failureThreshold, ...then } = recommended!.setting
      assert.equal(then, now)
      assert.ok(failureThreshold >= most)
    }
    assert.equal(again, [])
    assert.equal(caused, [])
  })

const cases: readonly (readonly [string, Partial<Limits>])[] = [
  ['01-recommend-unmeasured-exec.yaml', { 'detect-within': 60 }],
  ['06-order-lost.yaml', { 'detect-within': 45, 'false-restarts-per-month': 50 }],
  ['09-defaults-left-alone.yaml', { 'detect-within': 13 }],
  ['17-one-mind.yaml', { 'detect-within': 60 }],
  // Pauses; slow phases, which take a simulation each time, are in the long test.
  ['07-pauses.yaml', { 'detect-within': 60, 'false-restarts-per-month': 1 }],
]
for (const [name, limits] of cases)
  test(`${name}: the second time nothing changes`, async () => {
    const { caused, again } = await applied({ files: [join(repository, 'tests/cases/sizing', name)] }, limits)
    assert.equal([caused, again], [[], []])
  })

test.run()
