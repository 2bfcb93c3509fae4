import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bytesOf, type ClusterSpec, studyMemory } from '../engine/index.ts'
import { InputError } from '../scenarios/diagnostic.ts'
import { app, deployed } from '../tests/support/one-workload.ts'
import { probe } from '../tests/support/spec.ts'
import { checkMemory } from './memory-limit.ts'
import { UsageError } from './usage-error.ts'

const test = suite('memory limit')

const spec: ClusterSpec = deployed(app({ liveness: probe() }), 600, { replicas: 100_000, replications: 3 })

function refusal(limit: string): unknown {
  try {
    checkMemory(spec, { heldBytes: 0 }, limit)
    return undefined
  } catch (error) {
    return error
  }
}

test('a run that needs as much as the limit may begin, one that needs a byte more may not', () => {
  const bytes = bytesOf(studyMemory(spec))
  assert.is(refusal(String(bytes)), undefined)
  assert.instance(refusal(String(bytes - 1)), InputError)
})

test('the refusal says what is needed, for what, the limit and what helps', () => {
  const [diagnostic] = (refusal('64Mi') as InputError).diagnostics
  assert.is(diagnostic!.rule, 'memory-limit')
  assert.match(
    diagnostic!.message,
    /^the run needs about \d+ MB, most of it for 1 finished replication \d+ MB, 1 thread \d+ MB, .* MB; expected 67 MB at most \(--max-memory 64Mi\)$/,
  )
  assert.match(diagnostic!.message, /100,000 containers|finished replication/)
  assert.match(diagnostic!.fix!, /fewer pods, a longer interval, fewer replications or fewer workers/)
})

test('without a limit a run may take three quarters of the machine', () => {
  checkMemory({ ...spec, workloads: [] }, {}, undefined)
  const vast = { ...spec, intervalUs: 1000, durationUs: 1e15 }
  assert.throws(
    () => checkMemory({ ...vast, nodes: [], workloads: [] }, {}, undefined),
    (error: unknown) =>
      error instanceof InputError && /three quarters of/.test(error.diagnostics[0]!.message),
  )
})

for (const text of ['', '0', '-1Gi', 'much', '2GB']) {
  test(`refuses "${text}" as an amount of memory`, () => {
    const error = refusal(text)
    assert.instance(error, UsageError)
    assert.match((error as UsageError).message, `--max-memory is "${text}"; expected an amount of memory`)
  })
}

test.run()
