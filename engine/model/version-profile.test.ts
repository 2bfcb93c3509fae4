/** What versions, gates and configurations change, row by row (B2, S7, P10, P17), and that each node has its own. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { observe } from '../../tests/support/observe.ts'
import { behavior, cluster, constant, container, node, second, workload } from '../../tests/support/spec.ts'
import {
  type GateSettings,
  type KubeletSpec,
  kubeletDefaults,
  kubernetesVersions,
} from '../contract/cluster-spec.ts'
import { type VersionProfile, versionProfile } from './version-profile.ts'

const test = suite('version profile')

function profile(
  kubernetesVersion: (typeof kubernetesVersions)[number],
  featureGates: GateSettings = {},
  kubelet: Partial<KubeletSpec> = {},
): VersionProfile {
  return versionProfile({ kubernetesVersion, featureGates }, { ...kubeletDefaults, ...kubelet })
}

const reduce = { ReduceDefaultCrashLoopBackOffDecay: true }
const capOn = { KubeletCrashLoopBackOffMax: true }
const capOff = { KubeletCrashLoopBackOffMax: false }

/** Base and cap of the restart back-off in seconds, from 1.31 to 1.37. */
const backoffs: readonly {
  readonly rule: string
  readonly gates: GateSettings
  readonly restartPeriod?: number
  readonly limits: readonly (readonly [number, number])[]
}[] = [
  {
    rule: 'by default: 10 s to 300 s everywhere',
    gates: {},
    limits: [
      [10, 300],
      [10, 300],
      [10, 300],
      [10, 300],
      [10, 300],
      [10, 300],
      [10, 300],
    ],
  },
  {
    rule: 'Z11: Reduce is known from 1.33 on, and loses its cap where the cap can be configured',
    gates: reduce,
    limits: [
      [10, 300],
      [10, 300],
      [1, 60],
      [1, 60],
      [1, 300],
      [1, 300],
      [1, 300],
    ],
  },
  {
    rule: 'with the configurable cap off, Reduce has its own',
    gates: { ...reduce, ...capOff },
    limits: [
      [10, 300],
      [10, 300],
      [1, 60],
      [1, 60],
      [1, 60],
      [1, 60],
      [1, 60],
    ],
  },
  {
    rule: 'a configured cap counts from 1.35 on',
    gates: {},
    restartPeriod: 40,
    limits: [
      [10, 300],
      [10, 300],
      [10, 300],
      [10, 300],
      [10, 40],
      [10, 40],
      [10, 40],
    ],
  },
  {
    rule: 'Z11: and with its gate from 1.32 on; it lowers the base too',
    gates: capOn,
    restartPeriod: 4,
    limits: [
      [10, 300],
      [4, 4],
      [4, 4],
      [4, 4],
      [4, 4],
      [4, 4],
      [4, 4],
    ],
  },
]

for (const { rule, gates, restartPeriod, limits } of backoffs) {
  test(`back-off (B2) ${rule}`, () => {
    const kubelet = restartPeriod === undefined ? {} : { maxContainerRestartPeriodUs: restartPeriod * second }
    const found = kubernetesVersions.map((version) => {
      const { backoffBaseUs, backoffCapUs } = profile(version, gates, kubelet)
      return [backoffBaseUs / second, backoffCapUs / second]
    })
    assert.equal(found, limits)
  })
}

test('a gate of the kubelet wins over that of the scenario', () => {
  assert.is(
    profile('1.35', reduce, { featureGates: { ReduceDefaultCrashLoopBackOffDecay: false } }).backoffBaseUs,
    10 * second,
  )
})

/** Switches that are off up to a version and on from the next one. */
const switches: readonly [keyof VersionProfile, (typeof kubernetesVersions)[number]][] = [
  ['relistsOnDemand', '1.36'],
  ['requeueAtBackoffExpiry', '1.35'],
  ['statusSurvivesKubeletRestart', '1.35'],
  ['hasContainerPolicies', '1.35'],
  ['hasRestartAll', '1.36'],
  ['phaseHeedsContainers', '1.35'],
  ['sidecarKeepsWorkers', '1.33'],
  ['makesAllWorkers', '1.37'],
  ['tellsSandbox', '1.36'],
  ['eventSpamByType', '1.32'],
]

for (const [name, since] of switches) {
  test(`${name} holds from ${since} on (Z1, Z2, Z5, S7, P10, P17, B10, L1, A8)`, () => {
    const on = kubernetesVersions.filter((version) => profile(version)[name])
    assert.equal(on, kubernetesVersions.slice(kubernetesVersions.indexOf(since)))
  })
}

test('each node follows its own configuration (B2)', async () => {
  const app = container({ behavior: behavior({ crash: { after: [constant(1)], exitCode: 1 } }) })
  const quick: KubeletSpec = { ...kubeletDefaults, maxContainerRestartPeriodUs: 5 * second }
  const pods = (name: string) => workload([app], { name, pod: { nodeName: name } })
  const { starts } = await observe(
    cluster([pods('node-0'), pods('node-1')], 35, {
      nodes: [node(), node({ name: 'node-1', kubelet: quick })],
    }),
  )
  const startsOn = (name: string) => starts.filter((row) => row.node === name).map((row) => row.timeSeconds)
  assert.equal(startsOn('node-0'), [0, 1, 12, 33])
  assert.equal(startsOn('node-1'), [0, 1, 7, 13, 19, 25, 31])
})

test.run()
