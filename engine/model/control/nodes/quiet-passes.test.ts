/** N2: from 1.37 on the monitor asks for the leases of silent nodes in each pass, also in those that change nothing: `api.csv` counts these calls. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { machineFault } from '../../../../tests/support/faults.ts'
import { stateAfter } from '../../../../tests/support/observe.ts'
import { app } from '../../../../tests/support/one-workload.ts'
import { cluster, node, workload } from '../../../../tests/support/spec.ts'
import { controlPlaneDefaults, type KubernetesVersion } from '../../../contract/cluster-spec.ts'
import { apiRows } from '../../../study/run/read-api.ts'

const test = suite('quiet passes')

type Load = { readonly calls: number; readonly peak: number; readonly delayed: number }

/** Of so many nodes that fall silent at 100 s; `lasts` = for so long. */
function leaseCalls(version: KubernetesVersion, silent: number, seconds: number, lasts?: number): Load {
  const places = Array.from({ length: silent }, (_, index) => index)
  const spec = cluster([workload([app({})])], seconds, {
    nodes: Array.from({ length: 50 }, (_, index) => node({ name: `n${index}` })),
    kubernetesVersion: version,
    controlPlane: controlPlaneDefaults,
    faults: [machineFault('nodeDown', 100, lasts, places)],
  })
  const rows = apiRows(stateAfter(spec, seconds - 1)).filter(
    ({ component }) => component === 'node-controller',
  )
  assert.ok(rows.every(({ call }) => !call.includes('undefined')))
  const [row] = rows.filter(({ call }) => call === 'get leases')
  const {
    calls_total: calls = 0,
    calls_per_second_peak: peak = 0,
    delayed_total: delayed = 0,
  } = row?.values ?? {}
  return { calls: calls!, peak: peak!, delayed: delayed! }
}

test('before 1.37 no lease is asked for', () => {
  assert.is(leaseCalls('1.36', 1, 1000).calls, 0)
})

test('a silent node costs a call per pass, to the end of the run', () => {
  const [short, long] = [500, 1500].map((seconds) => leaseCalls('1.37', 1, seconds).calls)
  assert.is(long! - short!, 200)
})

test('not while nodes answer again', () => {
  const lasts = 300
  const [short, long] = [600, 1500].map((seconds) => leaseCalls('1.37', 1, seconds, lasts).calls)
  assert.is(long, short)
  // Unknown after 40 to 56 s.
  assert.ok(short! >= (lasts - 56) / 5 - 2 && short! <= (lasts - 39) / 5 + 2, String(short))
})

test('of 40 silent nodes ten wait for the bucket, in each pass of 5.5 s', () => {
  const [short, long] = [600, 1700].map((seconds) => leaseCalls('1.37', 40, seconds))
  assert.is(long!.calls - short!.calls, (1100 / 5.5) * 40)
  assert.is(long!.delayed - short!.delayed, (1100 / 5.5) * 10)
  assert.ok(long!.peak >= 8)
})

test.run()
